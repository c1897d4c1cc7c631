package dev.faultline.chaos.skew;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A program that says what time it is, each time it is asked. */
final class AskedTime {
  private AskedTime() {}

  /** Loaded when it is asked for. */
  private static final class Later {
    static long millis() {
      return System.currentTimeMillis();
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (BufferedReader asked = new BufferedReader(new InputStreamReader(System.in))) {
      System.out.println("ready");
      for (String line = asked.readLine(); line != null; line = asked.readLine()) {
        System.out.println(line.equals("wait") ? waited() : times(line));
      }
    }
  }

  private static String waited() throws InterruptedException {
    boolean counted = new CountDownLatch(1).await(30, TimeUnit.MILLISECONDS);
    LockSupport.parkNanos(1_000_000);
    Thread.sleep(5);
    return "waited " + counted;
  }

  /** A method of its own: what runs already goes on as it was until it returns. */
  private static String times(String line) {
    LongSupplier reference = System::nanoTime;
    long nanos = System.nanoTime();
    return nanos
        + " "
        + (reference.getAsLong() - nanos)
        + " "
        + System.currentTimeMillis()
        + " "
        + Instant.now().toEpochMilli()
        + " "
        + new Date().getTime()
        + " "
        + (line.equals("late") ? Later.millis() : 0);
  }
}
