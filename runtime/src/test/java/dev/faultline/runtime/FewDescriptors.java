package dev.faultline.runtime;

import dev.faultline.link.StreamKind;
import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.udp.UdpOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that may have few files open. Takes all descriptors that there are, and says what links
 * do then: a name and a number or a sentence in each line.
 */
final class FewDescriptors {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final DriverOptions OPTIONS =
      DriverOptions.DEFAULT.withLog(new LogOptions(1 << 20, 1 << 18, 8));
  private static final Path FILLER = Path.of("/dev/null");

  private FewDescriptors() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    DriverOptions tcp = OPTIONS.withUdp(UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.TCP));
    // Whatever takes descriptors once in a process has taken them.
    round(folder.resolve("first"));
    try (Ends before = new Ends(tcp)) {
      before.exchange(1, 10);
    }
    long files = files();
    try (Ends open = new Ends(OPTIONS, folder.resolve("open"))) {
      open.exchange(1, 10);
      List<FileChannel> all = exhaust();
      System.out.println("taken " + all.size());
      refused(folder);
      // Those that are open go on, and so do their logs.
      open.exchange(11, 500);
      for (int i = 0; i < 12; i++) {
        // Enough for a part of what a driver needs, and in the end for all of it.
        free(all, 1);
        refused(folder);
      }
      free(all, all.size());
    }
    System.out.println("left " + (files() - files));
    round(folder.resolve("refused"));
    connectsLater(tcp);
    System.out.println("left-after-tcp " + (files() - files));
  }

  /** A node with a log is begun, used and closed. */
  private static void round(Path folder) {
    try (Ends ends = new Ends(OPTIONS, folder)) {
      ends.exchange(1, 10);
    }
  }

  private static void refused(Path folder) {
    say("socket", () -> LinkDriver.open(LOOPBACK, OPTIONS, new Ends.Outbox()).close());
    say(
        "log",
        () ->
            LinkDriver.openDurable(
                    LOOPBACK, OPTIONS, new Ends.Outbox(), folder.resolve("refused").resolve("left"))
                .close());
  }

  private static void say(String what, Runnable opens) {
    try {
      opens.run();
      System.out.println(what + " opened");
    } catch (RuntimeException e) {
      System.out.println(what + " " + e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /** Who connects, and who listens, have no descriptor for a connection, and have one later. */
  private static void connectsLater(DriverOptions tcp) throws IOException {
    Ends.Inbox inbox = new Ends.Inbox(false);
    try (LinkDriver left = LinkDriver.open(LOOPBACK, tcp, new Ends.Outbox());
        LinkDriver right = LinkDriver.open(LOOPBACK, tcp, inbox)) {
      List<FileChannel> all = exhaust();
      var session = left.connect(right.localAddress());
      session.open(Ends.STREAM, StreamKind.ORDERED);
      long cycles = 0;
      long end = System.nanoTime() + 1_000_000_000;
      for (; System.nanoTime() - end < 0; cycles++) {
        left.work();
        right.work();
        right.await();
      }
      System.out.println("connected-without " + (session.connected() ? 1 : 0));
      System.out.println("cycles " + cycles);
      // One for who connects, none for who listens.
      free(all, 1);
      end = System.nanoTime() + 1_000_000_000;
      while (System.nanoTime() - end < 0) {
        left.work();
        right.work();
        right.await();
      }
      free(all, all.size());
      end = System.nanoTime() + 60_000_000_000L;
      while (!session.connected() && System.nanoTime() - end < 0) {
        left.work();
        right.work();
      }
      System.out.println("connected-later " + (session.connected() ? 1 : 0));
    }
  }

  /** Opens files until there is no descriptor left. */
  private static List<FileChannel> exhaust() {
    List<FileChannel> all = new ArrayList<>();
    try {
      while (true) {
        all.add(FileChannel.open(FILLER));
      }
    } catch (IOException e) {
      return all;
    }
  }

  private static void free(List<FileChannel> all, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      all.removeLast().close();
    }
  }

  private static long files() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
