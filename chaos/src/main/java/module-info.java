/**
 * Faults between and of real processes: a proxy that delays, cuts, slows and garbles connections, a
 * monkey that kills, pauses and slows processes, and plans that drive both.
 */
module dev.faultline.chaos {
  requires com.google.gson;
  requires transitive dev.faultline.core;
  requires java.instrument;
  requires java.management;
  requires java.net.http;
  requires java.sql;
  requires jdk.attach;
  requires jdk.httpserver;
  requires org.snakeyaml.engine.v2;
  requires static transitive org.jspecify;
  requires static org.junit.jupiter.api;
  requires static org.junit.platform.commons;

  exports dev.faultline.chaos;
  exports dev.faultline.chaos.client;
  exports dev.faultline.chaos.junit;
  exports dev.faultline.chaos.monkey;
  exports dev.faultline.chaos.monkey.audit;
  exports dev.faultline.chaos.monkey.config;
  exports dev.faultline.chaos.monkey.group;
  exports dev.faultline.chaos.monkey.kubernetes;
  exports dev.faultline.chaos.monkey.process;
  exports dev.faultline.chaos.monkey.safety;
  exports dev.faultline.chaos.monkey.schedule;
  exports dev.faultline.chaos.monkey.undo;
  exports dev.faultline.chaos.net;
  exports dev.faultline.chaos.plan;
  exports dev.faultline.chaos.skew;
  exports dev.faultline.chaos.tls;
  exports dev.faultline.chaos.toxic;
  exports dev.faultline.chaos.yaml;

  uses java.sql.Driver;
}
