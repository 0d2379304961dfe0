//! Error pages that answer 200, in many languages; and pages that only look like one.

use super::*;

const URL: &str = "https://data.org/sets/lungs-2021";

const PAGES: &[(&str, &str, &str)] = &[
    ("en", "Page not found", "The page you are looking for might have been removed."),
    ("en", "Dataset not found", "No dataset with this identifier."),
    ("de", "Seite nicht gefunden", "Die angeforderte Seite existiert nicht."),
    ("fr", "Page introuvable", "La page que vous recherchez n’existe pas."),
    ("es", "Página no encontrada", "La página que buscas no existe."),
    ("pt", "Página não encontrada", "A página que você procura não existe."),
    ("it", "Pagina non trovata", "La pagina che stai cercando non esiste."),
    ("nl", "Pagina niet gevonden", "De pagina die u zoekt bestaat niet."),
    ("pl", "Nie znaleziono strony", "Strona, której szukasz, nie istnieje."),
    ("ru", "Страница не найдена", "Запрашиваемая страница не существует."),
    ("zh", "页面不存在", "抱歉，您访问的页面不存在。"),
    ("ja", "ページが見つかりません", "お探しのページは存在しません。"),
    ("ko", "페이지를 찾을 수 없습니다", "요청하신 페이지가 존재하지 않습니다."),
    ("tr", "Sayfa bulunamadı", "Aradığınız sayfa mevcut değil."),
    ("sv", "Sidan hittades inte", "Sidan du söker finns inte."),
    ("cs", "Stránka nenalezena", "Požadovaná stránka neexistuje."),
];

fn page(title: &str, text: &str) -> String {
    format!("<!doctype html><title>{title} | Archive</title><nav>Home Data About</nav><h1>{title}</h1><p>{text}</p>")
}

#[test]
fn error_pages_are_known_in_every_language() {
    for (language, title, text) in PAGES {
        for names in [&["Lungs 2021"][..], &[]] {
            let body = page(title, text);
            assert_eq!(cause(URL, names, &move |_| html(200, &body)), Cause::ErrorPage, "{language} {title} {names:?}");
        }
    }
}

#[test]
fn error_pages_are_known_without_a_title() {
    for (language, _, text) in PAGES.iter().filter(|(_, title, _)| *title != "Dataset not found") {
        let body = page("Archive", text);
        assert_eq!(cause(URL, &["Lungs 2021"], &move |_| html(200, &body)), Cause::ErrorPage, "{language} {text}");
    }
}

#[test]
fn error_pages_are_known_where_the_made_up_one_tells_nothing() {
    for (language, title, text) in PAGES {
        let body = page(title, text);
        let world = move |asked: &SentRequest| if asked.url.as_str() == URL { html(200, &body) } else { status(403) };
        assert_eq!(cause(URL, &["Lungs 2021"], &world), Cause::ErrorPage, "{language} {title}");
    }
}

#[test]
fn an_error_page_in_an_old_encoding_is_known() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("<title>Страница не найдена</title><p>Увы.");
    let bytes = bytes.into_owned();
    let kind = [("content-type", "text/html; charset=windows-1251")];
    assert_eq!(cause(URL, &[], &move |_| reply(200, &kind, &bytes)), Cause::ErrorPage);
}

#[test]
fn an_error_page_at_its_own_address_is_known() {
    let world = |asked: &SentRequest| match asked.path() {
        "/404.html" => html(200, "<title>Archive</title><p>Nothing to see."),
        _ => redirect(302, "/404.html"),
    };
    assert!(matches!(cause(URL, &["Lungs 2021"], &world), Cause::ErrorPage | Cause::HomePage));
}

#[test]
fn living_pages_are_not_held_for_error_pages() {
    let lives = |what: &str, names: &[&str], world: &dyn Fn(&SentRequest) -> Reply| {
        let judged = settle(&ask(URL, names), world).0.verdict;
        assert_eq!(judged.cause, Cause::Alive, "{what}: {judged:?}");
    };
    lives("a page that bears the name and says that a part is missing", &["Lungs 2021"], &|_| {
        html(
            200,
            &page("Lungs 2021", "The page you are looking for was moved here. Old files are no longer available."),
        )
    });
    lives("an article about error pages on an honest host", &["A guide"], &|asked| match asked.url.as_str() {
        URL => html(200, &page("Page not found: what a site should say", "Write a good error page.")),
        _ => status(404),
    });
    lives("a page whose record goes by another name", &["The Other Name"], &|asked| match asked.url.as_str() {
        URL => html(200, &page("Annotated scans", "A collection of scans of lungs.")),
        _ => status(404),
    });
    lives("a page whose record goes by another name, on a host that answers all", &["The Other Name"], &|asked| {
        match asked.url.as_str() {
            URL => html(200, &page("Annotated scans", "A collection of scans of chests, by four readers.")),
            _ => html(200, &page("Search", "Nothing was found for what you typed, try the list of all topics.")),
        }
    });
    lives("a page with no names known", &[], &|_| html(200, &page("Lungs", "A collection of scans of lungs.")));
}

#[test]
fn no_made_up_address_is_asked_where_the_page_tells() {
    for names in [&["Lungs 2021"][..], &[]] {
        let seen = settle(&ask(URL, names), &|_| dataset("Lungs 2021")).1;
        assert_eq!((seen.walks.len(), seen.sibling, seen.variant), (1, None, None));
    }
}
