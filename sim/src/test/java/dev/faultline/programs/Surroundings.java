package dev.faultline.programs;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** Says what it sees of the machine and of the JVM, and changes what it can. */
public final class Surroundings {
  static int runs;

  /** What an initialiser sees is the node's own, too. */
  static final String INITIALISED =
      Thread.currentThread().getName() + " " + Instant.now() + " " + System.nanoTime();

  private Surroundings() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("arguments " + List.of(arguments));
    System.out.println("run " + ++runs + " initialised by " + INITIALISED);
    System.out.println("properties " + new TreeMap<>(System.getProperties()));
    System.out.println(
        "mine " + System.getProperty("mine") + ", left " + Integer.getInteger("left"));
    System.setProperty("left", "7");
    System.out.println("left now " + Integer.getInteger("left") + " " + System.getProperty("left"));
    System.out.println("environment " + System.getenv() + System.getenv("HOME"));
    System.out.printf(
        "place %s %s %,d%n", Locale.getDefault(), TimeZone.getDefault().getID(), 1234);
    Locale.setDefault(Locale.GERMANY);
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    System.out.printf(
        "place %s %s %,d%n", Locale.getDefault(), TimeZone.getDefault().getID(), 1234);
    System.out.println("console " + (System.console() == null ? "none" : "one"));
    System.out.println("time " + Instant.now() + " " + ThreadLocalRandom.current().nextLong());
    Set<Object> identities = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      identities.add(new Object());
    }
    System.out.println("identities " + identities);
    System.err.println("to err");
    new IllegalStateException("shown").printStackTrace();
    System.setProperties(new Properties());
    System.out.print("without an end of line is kept");
    System.out.println();
    Thread.sleep(10);
    System.exit(0);
  }
}
