# The comment on a pull request, from the JSON of `catalint check`. The JSON may come from a run that a stranger wrote:
# so every text of it stands in a code span, where it is no link, no mention and no HTML, and nothing else of it is used.

def code($most):
  tostring
  | gsub("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+"; " ")
  | gsub("`"; "'")
  | if length > $most then .[:$most] + "…" else . end
  | gsub("^ +| +$"; "")
  | if . == "" then "?" else . end
  | "`" + . + "`";

def number: if type == "number" then floor | tostring else "?" end;

def counted($word): number as $n | $n + " " + $word + (if $n == "1" then "" else "s" end);

# Built of parts that cannot end the link.
def address:
  (.path | tostring | split("/") | map(select(. != "." and . != "..") | @uri | gsub("\\("; "%28") | gsub("\\)"; "%29"))
    | join("/")) as $path
  | "\($ENV.GITHUB_SERVER_URL)/\($ENV.GITHUB_REPOSITORY)/blob/\($ENV.CATALINT_HEAD)/\($path)?plain=1#L\(.line | number)";

def severity: if . == "error" or . == "warning" then . else "info" end;

def entry: "- **\(.severity | severity)** \(.rule | code(60)) at [\("\(.path):\(.line | number)" | code(120))](\(address)): \(.message | code(400))";

def list: [.findings[]? | select(type == "object")];

list as $findings
| 30 as $most
| "<!-- catalint: check -->",
  "### Catalint",
  "",
  if $findings == [] then "This change brings no finding."
  else
    "This change brings \(.summary.errors | counted("error")) and \(.summary.warnings | counted("warning")).",
    "",
    ($findings[:$most][] | entry),
    if ($findings | length) > $most then "", "And \(($findings | length) - $most) more, in the summary of the run." else empty end
  end
