/** A file system between a real process and its files, in user space. */
module dev.faultline.mount {
  requires transitive dev.faultline.disk;
  requires jdk.httpserver;
  requires static transitive org.jspecify;

  exports dev.faultline.mount;
}
