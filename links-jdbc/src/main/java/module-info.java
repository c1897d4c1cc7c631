/** Messages of links that are processed exactly once in a relational database. */
module dev.faultline.links.jdbc {
  requires transitive dev.faultline.runtime;
  requires transitive java.sql;
  requires static transitive org.jspecify;

  exports dev.faultline.links.jdbc;
}
