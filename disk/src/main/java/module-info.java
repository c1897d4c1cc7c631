/** What a crash of the machine may leave of files: a model of file systems and devices. */
module dev.faultline.disk {
  // For OrdinaryFiles alone.
  requires static dev.faultline.agent;
  requires static transitive org.jspecify;

  exports dev.faultline.disk;
  exports dev.faultline.disk.ace;
  exports dev.faultline.disk.crash;
  exports dev.faultline.disk.fault;
  exports dev.faultline.disk.fs;
  exports dev.faultline.disk.litmus;
}
