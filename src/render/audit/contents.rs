//! The sections of the report, in their order: the one list that the page and the Markdown write.

use super::section::Section;
use super::{findings, overview, provenance, systems};
use crate::audit::fleet::Fleet;

/// All sections.
pub(super) fn sections<'a>(fleet: &'a Fleet<'a>) -> Vec<Section<'a>> {
    let mut sections = vec![
        overview::numbers(fleet),
        overview::fleet(fleet),
        findings::open(fleet),
    ];
    sections.extend(findings::covered(fleet));
    sections.extend([
        findings::waivers(fleet),
        systems::section(fleet),
        provenance::checked(fleet),
        provenance::section(fleet),
    ]);
    sections
}
