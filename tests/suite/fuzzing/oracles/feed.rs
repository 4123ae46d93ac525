//! Values out of the bytes of the fuzzer: what is left decides, and nothing left is zero and empty.

/// Takes values off the front.
pub(super) struct Feed<'a>(pub(super) &'a [u8]);

impl Feed<'_> {
    pub(super) fn byte(&mut self) -> u8 {
        match self.0 {
            [first, rest @ ..] => {
                self.0 = rest;
                *first
            }
            [] => 0,
        }
    }

    /// A number below a limit.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let number = usize::from(self.byte()) | usize::from(self.byte()) << 8;
        number % limit.max(1)
    }

    /// Some text, any bytes in it.
    pub(super) fn text(&mut self) -> String {
        let length = usize::from(self.byte() % 64).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    pub(super) fn flag(&mut self) -> bool {
        self.byte().is_multiple_of(2)
    }

    pub(super) fn maybe(&mut self) -> Option<String> {
        self.flag().then(|| self.text())
    }
}
