/** Links on this machine's real clock, network and disk. */
module dev.faultline.runtime {
  requires transitive dev.faultline.link;
  requires jdk.net;
  requires static transitive org.jspecify;

  exports dev.faultline.runtime;
  exports dev.faultline.runtime.channel;
  exports dev.faultline.runtime.durable;
  exports dev.faultline.runtime.log;
  exports dev.faultline.runtime.secure;
  exports dev.faultline.runtime.socket to
      dev.faultline.cli;
  exports dev.faultline.runtime.stats;
  exports dev.faultline.runtime.udp;
}
