package dev.faultline.chaos.api;

import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.net.Traffic;
import dev.faultline.chaos.toxic.Direction;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToLongFunction;

/** Counters in the text format of Prometheus, under Toxiproxy's names. */
final class Metrics {
  private final ProxyServer server;
  private final boolean ofProxies;
  private final boolean ofRuntime;

  Metrics(ProxyServer server, boolean ofProxies, boolean ofRuntime) {
    this.server = server;
    this.ofProxies = ofProxies;
    this.ofRuntime = ofRuntime;
  }

  boolean isOn() {
    return ofProxies || ofRuntime;
  }

  Reply reply() {
    StringBuilder text = new StringBuilder();
    if (ofProxies) {
      List<Proxy> proxies = server.proxies();
      counter(
          text,
          "toxiproxy_proxy_received_bytes_total",
          "The total number of bytes received on a given proxy link in a given direction",
          proxies,
          traffic -> traffic.received().sum());
      counter(
          text,
          "toxiproxy_proxy_sent_bytes_total",
          "The total number of bytes sent on a given proxy link in a given direction",
          proxies,
          traffic -> traffic.sent().sum());
    }
    if (ofRuntime) {
      runtime(text);
    }
    return new Reply(200, "text/plain; version=0.0.4; charset=utf-8", text.toString());
  }

  private static void counter(
      StringBuilder text,
      String name,
      String help,
      List<Proxy> proxies,
      ToLongFunction<Traffic> value) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" counter\n");
    for (Proxy proxy : proxies) {
      for (Direction direction : Direction.values()) {
        Traffic traffic =
            direction == Direction.UPSTREAM
                ? proxy.counters().upstream()
                : proxy.counters().downstream();
        text.append(name)
            .append(
                "{direction=\"%s\",listener=\"%s\",proxy=\"%s\",upstream=\"%s\"} "
                    .formatted(
                        direction.text(),
                        quoted(proxy.listen()),
                        quoted(proxy.name()),
                        quoted(proxy.upstream())))
            .append(value.applyAsLong(traffic))
            .append('\n');
      }
    }
  }

  private static String quoted(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static void runtime(StringBuilder text) {
    gauge(
        text,
        "process_start_time_seconds",
        "Start time of the process since unix epoch in seconds.",
        ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
    gauge(
        text,
        "jvm_memory_used_bytes",
        "Bytes of the heap in use.",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    gauge(
        text,
        "jvm_threads_current",
        "Platform threads that live.",
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static void gauge(StringBuilder text, String name, String help, double value) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
    text.append(name).append(' ').append(value).append('\n');
  }
}
