//! The chat template: the markup that a model expects around a conversation.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, context};

use super::vocabulary::Vocabulary;

/// Used if a file has no template, or one that cannot be rendered.
const CHATML: &str = "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n\
     {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/// Marks the place of a message's text while the template is rendered, around the message's number. The text
/// itself is not passed to the template, so that nothing in it can be mistaken for markup. An arbitrary
/// private-use character.
const HERE: char = '\u{F8FF}';

/// A template that was tested.
#[derive(Debug)]
pub(super) struct Template {
    environment: Environment<'static>,
    begin: String,
    end: String,
}

impl Template {
    /// Uses the file's own template if it can be rendered, or else ChatML if the model knows its markup.
    pub(super) fn new(own: Option<&str>, vocabulary: &Vocabulary) -> Result<Self, String> {
        let name = |id: Option<u32>| id.and_then(|id| vocabulary.name(id)).unwrap_or_default().to_owned();
        let (begin, end) = (name(vocabulary.begin()), name(vocabulary.end()));
        let own = own.map(|own| Self::tried(own, begin.clone(), end.clone()));
        let problem = match own {
            Some(Ok(template)) => return Ok(template),
            Some(Err(error)) => format!("its chat template cannot be rendered: {error:#}"),
            None => "it has no chat template".to_owned(),
        };
        if !vocabulary.has_control("<|im_start|>") || !vocabulary.has_control("<|im_end|>") {
            return Err(problem);
        }
        tracing::warn!("a local model is asked in ChatML because {problem}");
        Self::tried(CHATML, begin, end).map_err(|error| error.to_string())
    }

    fn tried(source: &str, begin: String, end: String) -> Result<Self, Error> {
        let mut environment = Environment::new();
        // Templates rely on Python's methods, and on tags that leave no empty lines.
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
        environment.set_syntax(syntax);
        environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_function("raise_exception", |message: String| -> Result<String, Error> {
            Err(Error::new(ErrorKind::InvalidOperation, message))
        });
        environment.add_template_owned("chat", source.to_owned())?;
        let template = Self { environment, begin, end };
        let parts = template.render(&["system", "user", "assistant", "user"])?;
        for roles in [&["user"][..], &["assistant", "user"], &["system", "assistant", "user", "user"]] {
            template.render(roles)?;
        }
        let texts: Vec<_> = parts
            .iter()
            .filter_map(|part| if let Part::Written(number) = part { Some(*number) } else { None })
            .collect();
        if texts != [0, 1, 2, 3] {
            return Err(Error::new(ErrorKind::InvalidOperation, "it leaves messages out"));
        }
        Ok(template)
    }

    /// Returns the markup around messages with these roles, up to the start of the model's reply.
    pub(super) fn render(&self, roles: &[&str]) -> Result<Vec<Part>, Error> {
        let messages: Vec<_> = roles
            .iter()
            .enumerate()
            .map(|(number, &role)| context! { role, content => format!("{HERE}{number}{HERE}") })
            .collect();
        let rendered = self.environment.get_template("chat")?.render(context! {
            messages,
            add_generation_prompt => true,
            bos_token => self.begin.as_str(),
            eos_token => self.end.as_str(),
        })?;
        let parts = rendered.split(HERE).enumerate().map(|(index, part)| match part.parse() {
            Ok(number) if index % 2 == 1 => Part::Written(number),
            _ => Part::Marks(part.to_owned()),
        });
        Ok(parts.collect())
    }
}

/// A part of a prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The template's own text.
    Marks(String),
    /// The place of the text of the message with this number.
    Written(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Part {
        Part::Marks(text.to_owned())
    }

    #[test]
    fn chatml_is_what_it_should_be() {
        let template = Template::tried(CHATML, String::new(), String::new()).unwrap();
        assert_eq!(
            template.render(&["system", "user"]).unwrap(),
            [
                marks("<|im_start|>system\n"),
                Part::Written(0),
                marks("<|im_end|>\n<|im_start|>user\n"),
                Part::Written(1),
                marks("<|im_end|>\n<|im_start|>assistant\n"),
            ]
        );
    }

    #[test]
    fn templates_may_use_what_those_in_the_field_use() {
        let source = "{{ bos_token }}{%- for message in messages %}\n    {%- if message['role'] not in ['user', 'assistant', 'system'] %}\n        {{- raise_exception('no such role') }}\n    {%- endif %}\n    {{- '[' + message['role'].upper() + ']' + message['content'].strip() + eos_token }}\n{%- endfor %}";
        let template = Template::tried(source, "<s>".into(), "</s>".into()).unwrap();
        assert_eq!(
            template.render(&["user"]).unwrap(),
            [marks("<s>[USER]"), Part::Written(0), marks("</s>")]
        );
        assert!(template.render(&["tool"]).unwrap_err().to_string().contains("no such role"));
    }

    #[test]
    fn a_template_that_fails_or_forgets_is_refused() {
        for source in ["{% for %}", "{{ raise_exception('never') }}", "{{ messages[0].content }}", "nothing"]
        {
            assert!(Template::tried(source, String::new(), String::new()).is_err(), "{source}");
        }
    }
}
