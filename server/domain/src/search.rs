//! Search texts: what is typed and what is stored are folded alike, so that `cafe` finds `Café` and `izmir` `İzmir`.

/// `text` in small letters without accents, with single spaces. Turkish `ı` and `İ` become `i`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for letter in word.chars().flat_map(char::to_lowercase) {
            // `İ` in small letters is `i` and a combining dot.
            if !matches!(letter, '\u{0300}'..='\u{036f}') {
                push_base(&mut folded, letter);
            }
        }
    }
    folded
}

/// The base letters of the Latin letters that European languages use.
fn push_base(folded: &mut String, letter: char) {
    let base = match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => return folded.push_str("ss"),
        'æ' => return folded.push_str("ae"),
        'œ' => return folded.push_str("oe"),
        other => other,
    };
    folded.push(base);
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_case_and_the_dotless_i_do_not_matter() {
        assert_eq!(fold("  IŞIK  Café "), "isik cafe");
        assert_eq!(fold("İzmir ılık"), "izmir ilik");
        assert_eq!(fold("Straße Ærø"), "strasse aero");
    }
}
