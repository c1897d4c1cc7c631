/**
 * What keeps one failure from becoming many: retry discipline, circuit breakers, admission, queues.
 */
module dev.faultline.guard {
  requires transitive dev.faultline.core;
  requires org.jctools.core;
  requires static micrometer.core;
  requires static transitive org.jspecify;

  exports dev.faultline.guard.admission;
  exports dev.faultline.guard.advise;
  exports dev.faultline.guard.breaker;
  exports dev.faultline.guard.call;
  exports dev.faultline.guard.crdt;
  exports dev.faultline.guard.detect;
  exports dev.faultline.guard.group;
  exports dev.faultline.guard.metrics;
  exports dev.faultline.guard.page;
  exports dev.faultline.guard.plan;
  exports dev.faultline.guard.queue;
  exports dev.faultline.guard.record;
  exports dev.faultline.guard.repair;
  exports dev.faultline.guard.retry;
  exports dev.faultline.guard.swim;
  exports dev.faultline.guard.time;
  exports dev.faultline.guard.version;
}
