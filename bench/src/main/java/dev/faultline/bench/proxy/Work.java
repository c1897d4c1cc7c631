package dev.faultline.bench.proxy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The processor time that one contestant takes, of the peers and of the proxy. Where all cores are
 * taken, it bounds the rate whatever else goes on, and a busy machine changes it little.
 */
final class Work {
  private final Optional<ProxyProcess> proxy;
  private double peersSeconds;
  private double proxySeconds;
  private double units;

  /** For connections through {@code proxy}, or direct ones. */
  Work(Optional<ProxyProcess> proxy) {
    this.proxy = proxy;
  }

  static double processorSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  private double proxyNow() {
    return proxy.map(ProxyProcess::processorSeconds).orElse(0.0);
  }

  /** Takes a rate, and notes what it cost. */
  double measured(DoubleSupplier rate) {
    double peersBefore = processorSeconds(ProcessHandle.current());
    double proxyBefore = proxyNow();
    long began = System.nanoTime();
    double perSecond = rate.getAsDouble();
    units += perSecond * (System.nanoTime() - began) / 1e9;
    proxySeconds += proxyNow() - proxyBefore;
    peersSeconds += processorSeconds(ProcessHandle.current()) - peersBefore;
    return perSecond;
  }

  private double microsEach() {
    return (peersSeconds + proxySeconds) * 1e6 / units;
  }

  /** Says it beside that of direct connections. */
  void print(String name, Work direct) {
    System.out.printf(
        Locale.ROOT,
        "  processor time, %-28s peers %8.3f us, proxy %8.3f us each; direct takes x%.2f%n",
        name,
        peersSeconds * 1e6 / units,
        proxySeconds * 1e6 / units,
        direct.microsEach() / microsEach());
  }
}
