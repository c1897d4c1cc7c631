package dev.faultline.bench.payments;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A process that has loaded its classes and waits to be told to begin, so that whoever is killed is
 * replaced at once. It ends when nobody can tell it any more.
 */
final class Spare {
  private static final int CYCLES = 200;

  private Spare() {}

  /** Arguments: the class to become, and its own arguments; only the class to load it and end. */
  public static void main(String[] args) throws Exception {
    Class<?> main = Class.forName(args[0]);
    warmUp();
    if (args.length > 1 && System.in.read() == '\n') {
      String[] own = Arrays.copyOfRange(args, 1, args.length);
      main.getMethod("main", String[].class).invoke(null, (Object) own);
    }
  }

  /** Does what both will do, with nobody. */
  private static void warmUp() throws IOException {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    LinkHandler nothing = (Session s, int i, long n, MemorySegment m, long o, int l) -> true;
    Path folder = Files.createTempDirectory("faultline-spare");
    DriverOptions options = DriverOptions.DEFAULT.withLog(Bank.LOG);
    try (LinkDriver driver = LinkDriver.openDurable(here, options, nothing, folder)) {
      driver.connect(driver.localAddress());
      for (int i = 0; i < CYCLES; i++) {
        driver.work();
      }
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(Spare::deleteOne);
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
