//! Markdown to HTML, with what a page needs besides: anchors at headings, and its text in pieces to search in.

use std::collections::BTreeSet;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::contents::Page;
use super::{highlight, links};

/// A page's HTML, and what is in it.
#[derive(Debug)]
pub struct Rendered {
    pub html: String,
    /// One for each heading of the first three levels.
    pub sections: Vec<Section>,
}

/// A heading and the text below it, up to the next one.
#[derive(Debug)]
pub struct Section {
    pub level: u8,
    pub heading: String,
    /// Empty for the page's title, else with its `#`.
    pub anchor: String,
    pub text: String,
}

/// Renders a page; its links may lead to any of the pages.
pub fn render(source: &str, pages: &[Page]) -> Rendered {
    let events: Vec<Event<'_>> =
        Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).collect();
    let mut writer = Writer { pages, sections: Vec::new(), anchors: BTreeSet::new(), out: Vec::new() };
    let mut rest = events.into_iter();
    while let Some(event) = rest.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let inside =
                    rest.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
                writer.heading(level as u8, inside.collect());
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let inside =
                    rest.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::CodeBlock)));
                let code: String = inside.filter_map(|event| text_of(&event).map(str::to_owned)).collect();
                writer.code(&kind, &code);
            }
            other => writer.other(other),
        }
    }
    let mut html = String::new();
    html::push_html(&mut html, writer.out.into_iter());
    Rendered { html, sections: writer.sections }
}

struct Writer<'a, 'p> {
    pages: &'p [Page],
    sections: Vec<Section>,
    anchors: BTreeSet<String>,
    out: Vec<Event<'a>>,
}

impl<'a> Writer<'a, '_> {
    fn heading(&mut self, level: u8, inside: Vec<Event<'a>>) {
        let heading: String = inside.iter().filter_map(text_of).collect();
        let id = self.fresh(slug(&heading));
        self.raw(format!("<h{level} id=\"{id}\">"));
        self.out.extend(inside);
        if level > 1 {
            self.raw(format!(
                " <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section\">#</a>"
            ));
        }
        self.raw(format!("</h{level}>\n"));
        if level <= 3 {
            let anchor = if level == 1 { String::new() } else { format!("#{id}") };
            self.sections.push(Section { level, heading, anchor, text: String::new() });
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, code: &str) {
        let language = match kind {
            CodeBlockKind::Fenced(tag) => tag.split_whitespace().next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        self.raw(format!(
            "<div class=\"code\" data-language=\"{language}\"><pre tabindex=\"0\"><code>{}</code></pre></div>\n",
            highlight::html(code, language)
        ));
        self.text(code);
    }

    fn other(&mut self, event: Event<'a>) {
        if let Some(text) = text_of(&event) {
            self.text(text);
        }
        let event = match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = links::resolve(&dest_url, self.pages).into();
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            // Wide tables scroll by themselves, not the page with them.
            Event::Start(Tag::Table(columns)) => {
                self.raw("<div class=\"table\" tabindex=\"0\">".to_owned());
                Event::Start(Tag::Table(columns))
            }
            Event::End(TagEnd::Table) => {
                self.out.push(Event::End(TagEnd::Table));
                return self.raw("</div>\n".to_owned());
            }
            other => other,
        };
        // Words of two paragraphs or cells are two words.
        if matches!(event, Event::End(_) | Event::SoftBreak | Event::HardBreak) {
            self.text(" ");
        }
        self.out.push(event);
    }

    fn raw(&mut self, html: String) {
        self.out.push(Event::Html(CowStr::from(html)));
    }

    fn text(&mut self, text: &str) {
        let Some(section) = self.sections.last_mut() else { return };
        for word in text.split_inclusive(char::is_whitespace) {
            let doubled = section.text.ends_with(' ') && word.trim().is_empty();
            if !doubled {
                section.text.push_str(word.trim_end());
                if word.ends_with(char::is_whitespace) {
                    section.text.push(' ');
                }
            }
        }
    }

    /// The same name, with a number where a page has it twice.
    fn fresh(&mut self, id: String) -> String {
        let candidates = std::iter::once(id.clone()).chain((1..).map(|n| format!("{id}-{n}")));
        for candidate in candidates {
            if self.anchors.insert(candidate.clone()) {
                return candidate;
            }
        }
        id
    }
}

fn text_of<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// A heading's name in links, as the places that show Markdown make it.
pub fn slug(heading: &str) -> String {
    let name = heading.trim().to_lowercase().replace(' ', "-");
    name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}
