//! Verdicts on links.

/// The state of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkState {
    /// It leads to what it should.
    Alive,
    /// The target is alive, and has another address permanently.
    Moved,
    /// The target is gone.
    Dead,
    /// It cannot be told in one look: blocked, limited, behind a login, failing now.
    Unclear,
    /// It was not asked for.
    Skipped,
}

impl LinkState {
    /// The word that stands for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Moved => "moved",
            Self::Dead => "dead",
            Self::Unclear => "unclear",
            Self::Skipped => "skipped",
        }
    }
}

/// The judgement of one link in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The state of the link.
    pub state: LinkState,
    /// The fine class: why it is judged so.
    pub cause: Cause,
    /// The status that it ended with.
    pub status: Option<u16>,
    /// The address that it ended at, where that is another one.
    pub final_url: Option<String>,
    /// The evidence, in words: a lowercase fragment without a full stop. It holds text that servers
    /// wrote, which is harmful where it is printed.
    pub evidence: String,
    /// The address that should stand in the catalog instead.
    pub suggestion: Option<String>,
}

impl Verdict {
    /// Builds the verdict on a link of which no answer is known, with its evidence.
    pub(crate) fn unasked(cause: Cause, evidence: impl Into<String>) -> Self {
        let (state, evidence) = (cause.state(), evidence.into());
        Self { state, cause, status: None, final_url: None, evidence, suggestion: None }
    }
}

/// Writes the causes, their words, the state that each means and the rule that tells it.
macro_rules! causes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal, $state:ident, $rule:expr;)+) => {
        /// Why a link is judged as it is: the fine classes of `rules/vocabulary`'s field, one word each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cause {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Cause {
            /// All causes.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word that stands for it in every output.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// Returns the state that the cause stands for.
            pub fn state(self) -> LinkState {
                match self {
                    $(Self::$name => LinkState::$state,)+
                }
            }

            /// The name of the rule of the family `rot` that tells it; none where there is nothing to tell.
            pub fn rule(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => $rule,)+
                }
            }
        }
    };
}

causes! {
    /// It answers, and what answers is no error page.
    Alive = "alive", Alive, None;
    /// It answers that nothing changed since it was last read.
    Unchanged = "alive.unchanged", Alive, None;
    /// It is there, and only those may have it who were given leave: its neighbours are not found, it is forbidden.
    Restricted = "alive.restricted", Alive, None;
    /// A large file, behind a page that asks whether it is wanted.
    Large = "alive.large", Alive, None;
    /// It is there, and its owner lets only those have it who agree to terms.
    Gated = "alive.gated", Alive, None;
    /// It is there, and its files come later.
    Embargoed = "alive.embargoed", Alive, None;
    /// It is there, and was taken back: a paper keeps its page.
    Retracted = "alive.withdrawn", Alive, Some("rot/withdrawn");
    /// It is there, under another licence than the catalog says.
    LicenseDrift = "drift.license", Alive, Some("rot/license-drift");
    /// It is there, and its host gives the version of the licence that the catalog leaves out.
    LicenseVersion = "license.version", Alive, Some("rot/license-drift");
    /// It is there, and not for everybody as the catalog says.
    AccessDrift = "drift.access", Alive, Some("rot/access-drift");
    /// It is there, on a platform or in a place that is not kept up any more.
    Archived = "alive.archived", Alive, Some("rot/archived");
    /// The page is there, and the place in it that the link names is not.
    Fragment = "fragment.missing", Alive, Some("rot/fragment");
    /// It leads elsewhere for now.
    Temporary = "moved.temporary", Alive, None;
    /// The same place answers by https.
    Scheme = "moved.scheme", Moved, Some("rot/moved");
    /// The same place, with or without `www`.
    Www = "moved.www", Moved, Some("rot/moved");
    /// The same place, with or without a slash at its end.
    Slash = "moved.slash", Moved, Some("rot/moved");
    /// The same place, in other letters.
    Case = "moved.case", Moved, Some("rot/moved");
    /// Another place on the same host.
    Path = "moved.path", Moved, Some("rot/moved");
    /// The thing has another name now, as its host says.
    Renamed = "moved.renamed", Moved, Some("rot/moved");
    /// Another host.
    Host = "moved.host", Moved, Some("rot/moved");
    /// Not found.
    NotFound = "gone.404", Dead, Some("rot/not-found");
    /// A DOI that nobody has registered.
    HandleMissing = "handle.missing", Dead, Some("rot/not-found");
    /// Gone for good, says the server.
    Gone = "gone.410", Dead, Some("rot/gone");
    /// Taken back, with a reason.
    Withdrawn = "withdrawn", Dead, Some("rot/withdrawn");
    /// A deep link that leads to the home page.
    HomePage = "soft404.homepage", Dead, Some("rot/soft-404");
    /// A page that says that the page does not exist, and answers as if there were.
    ErrorPage = "soft404.content", Dead, Some("rot/soft-404");
    /// The domain is for sale, or serves nothing but advertising.
    Parked = "parked", Dead, Some("rot/parked");
    /// The domain does not exist.
    NoDomain = "dns.nxdomain", Dead, Some("rot/dns");
    /// The host does not exist; its domain does.
    NoHost = "dns.subdomain_gone", Dead, Some("rot/dns");
    /// The host has no address.
    NoAddress = "dns.nodata", Unclear, Some("rot/dns");
    /// The servers of its domain fail.
    DnsFailure = "dns.servfail", Unclear, Some("rot/dns");
    /// The servers of its domain do not answer.
    DnsTimeout = "dns.timeout", Unclear, Some("rot/dns");
    /// Resolvers say different things of it.
    DnsDisagreement = "dns.disagreement", Unclear, Some("rot/dns");
    /// Nothing listens there.
    Refused = "conn.refused", Unclear, Some("rot/unreachable");
    /// The connection is cut.
    Reset = "conn.reset", Unclear, Some("rot/unreachable");
    /// No connection comes about within the time.
    ConnectTimeout = "conn.timeout", Unclear, Some("rot/unreachable");
    /// No way leads there from here, as to an address of IPv6 without IPv6.
    Unreachable = "conn.unreachable", Unclear, Some("rot/unreachable");
    /// No answer within the time.
    AnswerTimeout = "ttfb.timeout", Unclear, Some("rot/unreachable");
    /// The answer comes too slowly, or its head is too large.
    Stalled = "read.stalled", Unclear, Some("rot/unreachable");
    /// The server does not speak HTTP.
    Protocol = "conn.protocol", Unclear, Some("rot/unreachable");
    /// The certificate's time has passed.
    TlsExpired = "tls.expired", Unclear, Some("rot/tls");
    /// The certificate's time has not begun.
    TlsNotYetValid = "tls.not_yet_valid", Unclear, Some("rot/tls");
    /// The certificate is for other names.
    TlsName = "tls.name_mismatch", Unclear, Some("rot/tls");
    /// The certificate signs itself.
    TlsSelfSigned = "tls.self_signed", Unclear, Some("rot/tls");
    /// The certificate's issuer is not known.
    TlsIssuer = "tls.unknown_issuer", Unclear, Some("rot/tls");
    /// The certificate was called back.
    TlsRevoked = "tls.revoked", Unclear, Some("rot/tls");
    /// The certificate cannot be used.
    TlsCertificate = "tls.bad_certificate", Unclear, Some("rot/tls");
    /// The server wants a certificate of ours.
    TlsClient = "tls.client_cert", Unclear, Some("rot/tls");
    /// The server speaks only what is obsolete.
    TlsLegacy = "tls.legacy", Unclear, Some("rot/tls");
    /// The handshake fails.
    TlsHandshake = "tls.handshake", Unclear, Some("rot/tls");
    /// The server fails.
    ServerError = "server.5xx", Unclear, Some("rot/server-error");
    /// The site says that it is being fixed.
    Maintenance = "server.maintenance", Unclear, Some("rot/server-error");
    /// A check that only people pass.
    Challenged = "bot.challenged", Unclear, Some("rot/blocked");
    /// Machines are turned away.
    Blocked = "bot.blocked", Unclear, Some("rot/blocked");
    /// Forbidden, and nothing says why.
    Forbidden = "forbidden.unexplained", Unclear, Some("rot/blocked");
    /// The host limits the number of requests.
    RateLimited = "ratelimited", Unclear, Some("rot/blocked");
    /// Withheld for legal reasons.
    Legal = "legal.451", Unclear, Some("rot/blocked");
    /// Switched off by its host, which says so.
    Disabled = "disabled", Unclear, Some("rot/blocked");
    /// Behind a login: it answers 401.
    LoginRequired = "alive.login", Unclear, Some("rot/login");
    /// It leads to a login.
    Login = "redirect.login", Unclear, Some("rot/login");
    /// A page made by scripts: the same for every address.
    Opaque = "spa.opaque", Unclear, Some("rot/opaque");
    /// It goes in a circle.
    RedirectLoop = "redirect.loop", Unclear, Some("rot/redirect");
    /// It leads on and on.
    TooManyRedirects = "redirect.too_many", Unclear, Some("rot/redirect");
    /// It leads nowhere.
    BadLocation = "redirect.bad_location", Unclear, Some("rot/redirect");
    /// It leads from https to http.
    Downgrade = "redirect.downgrade", Unclear, Some("rot/redirect");
    /// It answers, and there is nothing in the answer.
    Empty = "content.empty", Unclear, Some("rot/content");
    /// The answer ends before its end.
    Truncated = "content.truncated", Unclear, Some("rot/content");
    /// A file is named, and a page comes.
    TypeDrift = "content.type_drift", Unclear, Some("rot/content");
    /// The service or the site was ended by its owner, or by the house that ran it.
    ServiceEnded = "service.ended", Unclear, Some("rot/content");
    /// The page is about something else altogether, of which those tell who buy the domains of others.
    Replaced = "content.replaced", Unclear, Some("rot/content");
    /// The same page for every path of the site, which does not mention the entry.
    OnePage = "content.one_page", Unclear, Some("rot/opaque");
    /// The answer could not be judged: judging failed, or took too long.
    Unjudged = "judge.failed", Unclear, Some("rot/content");
    /// The server answers what no browser could show.
    ClientError = "client.4xx", Unclear, Some("rot/blocked");
    /// An address inside a house: not asked for.
    PrivateAddress = "policy.ssrf", Skipped, Some("rot/private-address");
    /// The configuration leaves it out.
    Excluded = "policy.excluded", Skipped, None;
    /// A name that is not one of the public web, and does not resolve here.
    NotPublic = "policy.not_public", Skipped, None;
    /// Not an address that can be asked for.
    NotAsked = "policy.scheme", Skipped, None;
    /// The run had no time or no room for it.
    Budget = "budget.unchecked", Skipped, None;
    /// The network was down.
    NoNetwork = "network.down", Skipped, None;
}

impl Cause {
    /// True if the link is none that a run requests: the configuration leaves it out, it is not one of the web, or its
    /// name is known in a private network only.
    pub fn is_left_out(self) -> bool {
        matches!(self, Self::Excluded | Self::NotAsked | Self::NotPublic)
    }

    /// Returns true if only a person can tell what became of the link: a login, bot protection, a page that says nothing, or
    /// one that is another's.
    pub fn needs_person(self) -> bool {
        let rule = self.rule();
        matches!(rule, Some("rot/blocked" | "rot/login" | "rot/opaque"))
            || matches!(self, Self::ServiceEnded | Self::Replaced)
    }

    /// Returns true if it may be gone a few minutes later: the host, its name servers or the way there fail for now.
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::NoAddress
                | Self::DnsFailure
                | Self::DnsTimeout
                | Self::DnsDisagreement
                | Self::Refused
                | Self::Reset
                | Self::ConnectTimeout
                | Self::Unreachable
                | Self::AnswerTimeout
                | Self::Stalled
                | Self::Protocol
                | Self::TlsHandshake
                | Self::ServerError
                | Self::Maintenance
                | Self::RateLimited
                | Self::Empty
                | Self::Truncated
        )
    }
}

impl std::str::FromStr for Cause {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|cause| cause.as_str() == word).ok_or(())
    }
}

impl serde::Serialize for Cause {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
