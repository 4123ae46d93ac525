//! The published responsibility matrix, typed in a second time.
//!
//! A test that reads the product's own table would agree with every error in it.

/// One row: who holds which letters, and what the provider's page calls the feature.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    pub id: &'static str,
    /// The published title, with `AUCloud` for the provider and the apostrophe that was meant.
    pub title: &'static str,
    pub provider: &'static str,
    pub customer: &'static str,
}

impl Row {
    /// The party that answers for the feature.
    pub fn accountable(&self) -> &'static str {
        if self.customer == "RA" {
            "customer"
        } else {
            "provider"
        }
    }

    /// The other one of provider and customer.
    pub fn onlooker(&self) -> &'static str {
        if self.customer == "RA" {
            "provider"
        } else {
            "customer"
        }
    }

    /// The letters that the matrix gives a party; third parties have none.
    pub fn letters(&self, party: &str) -> &'static str {
        match party {
            "provider" => self.provider,
            "customer" => self.customer,
            _ => "",
        }
    }
}

const fn row(
    id: &'static str,
    title: &'static str,
    provider: &'static str,
    customer: &'static str,
) -> Row {
    Row {
        id,
        title,
        provider,
        customer,
    }
}

pub const ID: &str = "aucloud-iaas";
pub const ID_AND_VERSION: &str = "aucloud-iaas@2023-02-01";

#[rustfmt::skip] // a table is read in columns
pub static ROWS: [Row; 18] = [
    row("backups-and-replication",    "Backups & replication (storage)",                           "C",  "RA"),
    row("change-management-iaas",     "Change Management AUCloud IaaS",                            "RA", "C"),
    row("change-management-customer", "Change Management customer PaaS / SaaS",                    "C",  "RA"),
    row("physical-network-devices",   "Configuration and management of physical network devices",  "RA", "C"),
    row("virtual-network-devices",    "Configuration and management of virtual network devices",   "C",  "RA"),
    row("server-vms",                 "Configuration and management of Server VM’s",               "C",  "RA"),
    row("customer-application",       "Configuration management of customer application",          "C",  "RA"),
    row("databases",                  "Configuration and management of databases",                 "C",  "RA"),
    row("logical-segmentation",       "Logical segmentation & service isolation",                  "RA", "C"),
    row("logging-customer",           "Logging and monitoring customer PaaS/ SaaS",                "",   "RA"),
    row("logging-iaas",               "Logging and monitoring AUCloud IaaS",                       "RA", "I"),
    row("network-access",             "Network access and controls, packet inspections (network)", "RA", "C"),
    row("patch-physical-devices",     "Patch management of physical devices",                      "RA", "C"),
    row("patch-virtual-machines",     "Patch management of virtual machines",                      "C",  "RA"),
    row("physical-access",            "Physical access and video monitoring (facilities)",         "RA", "I"),
    row("privileged-users-customer",  "Privileged user management customer PaaS / SaaS",           "",   "RA"),
    row("privileged-users-iaas",      "Privileged user management AUCloud IaaS",                   "RA", ""),
    row("users-customer",             "User management customer PaaS / SaaS",                      "",   "RA"),
];
