package dev.faultline.sim.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tables that a thread outside all worlds fills for the first time just when a world does: whoever
 * comes second waits, inside the JDK, until the first has made room.
 */
public final class Contended implements AutoCloseable {
  public static final int TABLES = 40;

  /** So large that making room takes a while. */
  private static final int SIZE = 1 << 16;

  private final List<ConcurrentHashMap<String, Integer>> tables = new ArrayList<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final Thread outside = new Thread(this::fillFirst, "outside");

  public Contended() {
    for (int i = 0; i < TABLES; i++) {
      tables.add(new ConcurrentHashMap<>(SIZE));
    }
    outside.start();
  }

  private void fillFirst() {
    for (int i = 0; i < TABLES && !outside.isInterrupted(); i++) {
      begun.set(i + 1);
      tables.get(i).put("outside", i);
      awaitBoth(done, i);
    }
  }

  /** To be called by a world, for each table in turn. */
  public void fill(int table) {
    awaitBoth(begun, table);
    tables.get(table).put("world", table);
    done.set(table + 1);
  }

  /** Actively, since neither side may be late: that takes no turn of a world. */
  private void awaitBoth(AtomicInteger progress, int table) {
    while (progress.get() <= table && !outside.isInterrupted()) {
      if (!outside.isAlive()) {
        return;
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    outside.interrupt();
    outside.join();
  }
}
