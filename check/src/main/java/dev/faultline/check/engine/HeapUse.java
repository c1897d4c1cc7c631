package dev.faultline.check.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** How full the heap was after the last collection of what lives long. */
final class HeapUse {

  private static final int MOST_PERCENT = 92;

  private static final List<MemoryPoolMXBean> POOLS =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
          .toList();

  private HeapUse() {}

  /** Whether so little is free that the collector would soon do nothing else but run. */
  static boolean isNearlyFull() {
    long used = 0;
    for (var pool : POOLS) {
      var afterCollection = pool.getCollectionUsage();
      used += afterCollection == null ? 0 : afterCollection.getUsed();
    }
    return used * 100 > Runtime.getRuntime().maxMemory() * MOST_PERCENT;
  }
}
