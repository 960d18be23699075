//! Colours for code: comments, strings, keywords and numbers, which is as much as short examples need.

use std::sync::LazyLock;

use handlebars::html_escape;
use regex::Regex;

const C_COMMENT: &str = r"//[^\n]*|/\*[\s\S]*?\*/";
const HASH_COMMENT: &str = r"(?:^|[ \t])\#[^\n]*";
const QUOTED: &str = r#""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"#;
const TEMPLATE: &str = r"`(?:\\.|[^`\\])*`";
const JS: &str = "as|async|await|break|case|catch|class|const|continue|default|else|export|extends|false|finally|for|\
    from|function|if|import|in|instanceof|interface|let|new|null|of|return|switch|this|throw|true|try|type|typeof|\
    undefined|while";
const SHELL: &str = "if|then|else|fi|for|in|do|done|export|exec|sudo|curl|proficient|npm|make|cargo|node";
const PYTHON: &str =
    "and|as|async|await|class|def|elif|else|False|for|from|if|import|in|None|not|or|return|True|with";
const OTHERS: &str =
    "package|import|func|fn|let|mut|use|var|if|else|for|return|require|puts|echo|true|false|struct";

static GRAMMARS: LazyLock<Vec<(&'static [&'static str], Regex)>> = LazyLock::new(|| {
    let grammars: [(&'static [&'static str], String, String, &str); 6] = [
        (&["js", "ts", "tsx", "jsx"], C_COMMENT.into(), format!("{QUOTED}|{TEMPLATE}"), JS),
        (&["json"], C_COMMENT.into(), QUOTED.into(), "true|false|null"),
        (&["sh", "shell"], HASH_COMMENT.into(), QUOTED.into(), SHELL),
        (&["python", "toml", "ini", "nginx"], HASH_COMMENT.into(), QUOTED.into(), PYTHON),
        (&["html"], "<!--[\\s\\S]*?-->".into(), QUOTED.into(), "</?[a-z][a-z0-9-]*|/?>"),
        (&["rust", "go", "php", "ruby"], C_COMMENT.into(), QUOTED.into(), OTHERS),
    ];
    let compile = |(languages, comment, string, keyword): (_, String, String, &str)| {
        let keyword =
            if keyword.starts_with('<') { keyword.to_owned() } else { format!(r"\b(?:{keyword})\b") };
        let all = format!(r"(?m)(?P<c>{comment})|(?P<s>{string})|(?P<k>{keyword})|(?P<n>\b\d[\d_.]*\b)");
        Some((languages, Regex::new(&all).ok()?))
    };
    grammars.into_iter().filter_map(compile).collect()
});

/// The code as HTML; what has a colour is in a `span` whose class is its kind's first letter.
pub fn html(code: &str, language: &str) -> String {
    let Some((_, grammar)) = GRAMMARS.iter().find(|(languages, _)| languages.contains(&language)) else {
        return html_escape(code);
    };
    let (mut out, mut done) = (String::with_capacity(code.len() * 2), 0);
    for found in grammar.captures_iter(code) {
        let kinds = ["c", "s", "k", "n"].into_iter();
        let Some((kind, part)) = kinds.filter_map(|kind| Some((kind, found.name(kind)?))).next() else {
            continue;
        };
        out.push_str(&html_escape(&code[done..part.start()]));
        out.push_str(&format!("<span class=\"{kind}\">{}</span>", html_escape(part.as_str())));
        done = part.end();
    }
    out + &html_escape(&code[done..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grammar_compiles() {
        assert_eq!(GRAMMARS.len(), 6);
    }

    #[test]
    fn code_is_coloured_and_stays_what_it_is() {
        let shown = html("const a = \"<b>\"; // é", "ts");
        assert_eq!(
            shown,
            "<span class=\"k\">const</span> a &#x3D; <span class=\"s\">&quot;&lt;b&gt;&quot;</span>; <span class=\"c\">// é</span>"
        );
        assert_eq!(html("a < b & c", "unknown"), "a &lt; b &amp; c");
    }
}
