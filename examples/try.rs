use catalint::{catalog::*, finding::Finding, rules::*, source::File};
fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let rule = args.remove(0);
    let words = Vocabulary::default();
    let mut total = (0usize, 0usize);
    for path in args {
        let file = File::from_bytes(path.rsplit('/').next().unwrap().to_string(), std::fs::read(&path).unwrap());
        let catalog = Catalog::read(&file, &words);
        let asked: Vec<Asked> = RULES
            .iter()
            .filter(|r| rule == "all" || r.name == rule)
            .copied()
            .map(|rule| Asked {
                rule,
                severity: catalint::finding::Severity::Info,
                options: if rule.name == "record/missing-field" {
                    toml::from_str("fields=['license']").unwrap()
                } else {
                    Default::default()
                },
            })
            .collect();
        let t = std::time::Instant::now();
        let all = std::slice::from_ref(&catalog);
        let found = check(&catalog, all, &asked, jiff::civil::date(2026, 11, 23), &NoFiles);
        if std::env::var("TIME").is_ok() {
            eprintln!("{} records {:?}", catalog.records.len(), t.elapsed());
            for a in &asked {
                let t = std::time::Instant::now();
                let f = check(&catalog, all, std::slice::from_ref(a), jiff::civil::date(2026, 11, 23), &NoFiles);
                eprintln!("  {} {:?} {:?}", a.rule.name, t.elapsed(), f.counts);
            }
            continue;
        }
        for (a, c) in asked.iter().zip(&found.counts) {
            total.0 += c.0;
            total.1 += c.1;
            if rule == "all" && c.1 > 0 {
                println!("{} {} {}/{}", file.path(), a.rule.name, c.1, c.0);
            }
        }
        if rule == "all" {
            continue;
        }
        for f in &found.findings {
            show(&file, f);
        }
    }
    println!("total: considered {} broken {}", total.0, total.1);
}
fn line(file: &File, at: u32) -> (usize, String) {
    let text = file.text();
    let n = text[..at as usize].matches('\n').count() + 1;
    (
        n,
        text.lines()
            .nth(n - 1)
            .unwrap_or("")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(210)
            .collect(),
    )
}
fn show(file: &File, f: &Finding) {
    let (n, l) = line(file, f.span.start);
    println!("{}:{n} {} {}\n      > {l}", file.path(), f.message, if f.fix.is_some() { "[fix]" } else { "" });
    for r in f.related.iter().take(4) {
        let (n, l) = line(file, r.span.start);
        println!("      {n} {} > {l}", r.message);
    }
}
