/** Faults between real processes: a proxy that delays, cuts, slows and garbles connections. */
module dev.faultline.chaos {
  requires com.google.gson;
  requires java.management;
  requires java.net.http;
  requires jdk.httpserver;
  requires static transitive org.jspecify;
  requires static org.junit.jupiter.api;
  requires static org.junit.platform.commons;

  exports dev.faultline.chaos;
  exports dev.faultline.chaos.client;
  exports dev.faultline.chaos.junit;
  exports dev.faultline.chaos.net;
  exports dev.faultline.chaos.tls;
  exports dev.faultline.chaos.toxic;
}
