/** Links between nodes of a simulated world. */
module dev.faultline.linkworld {
  requires transitive dev.faultline.core;
  requires transitive dev.faultline.link;
  requires static transitive org.jspecify;

  exports dev.faultline.linkworld;
}
