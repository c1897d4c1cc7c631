package dev.faultline.bench.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Locale;

/**
 * How many idle connections the system's limit of open files allows: each takes two descriptors of
 * the process with client and server, and two of the proxy, which has the same limit.
 *
 * @param wanted as many as were asked for
 * @param limit of open files of one process
 * @param open files of this process now
 */
record IdleCount(int wanted, long limit, long open) {
  private static final int FOR_EACH = 2;

  /** For what the proxy has open besides, the reserve that it keeps, and what a JVM opens later. */
  private static final int KEPT_BACK = 500;

  /** For this process; without a limit where the system does not tell one. */
  static IdleCount here(int wanted) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof UnixOperatingSystemMXBean unix
        ? new IdleCount(wanted, unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
        : new IdleCount(wanted, Long.MAX_VALUE, 0);
  }

  /** As many as were asked for, or as many as there are descriptors for. */
  int possible() {
    return (int) Math.clamp((limit - open - KEPT_BACK) / FOR_EACH, 0, wanted);
  }

  /** What has to be said where there are not enough. */
  String shortage() {
    return String.format(
        Locale.ROOT,
        "%,d idle connections need %,d descriptors of each process; the limit here is %,d (ulimit"
            + " -n), so that it is %,d",
        wanted,
        (long) FOR_EACH * wanted + open + KEPT_BACK,
        limit,
        possible());
  }
}
