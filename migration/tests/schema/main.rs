//! The schema, tried on both engines: an SQLite database in memory and a private PostgreSQL server.

#[cfg(test)]
mod cache_events;
#[cfg(test)]
mod columns;
#[cfg(test)]
mod indexes;
#[cfg(test)]
mod records;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod support;
#[cfg(test)]
mod up_down;
