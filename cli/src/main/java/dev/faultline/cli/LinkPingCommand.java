package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.udp.UdpException;
import dev.faultline.runtime.udp.UdpOptions;
import dev.faultline.runtime.udp.UdpOptions.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Connects to an endpoint and measures round trips of messages that it sends back. */
@Command(
    name = "ping",
    description =
        "Connects to an endpoint that echoes, such as 'link echo', and measures round trips.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every message came back",
      "1:no connection, or no echo, in time",
      "2:wrong usage"
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline link ping 127.0.0.1:4000",
      "  ./faultline link ping bank:4000 --key shop.key --peer-key bank.pub"
    })
final class LinkPingCommand implements Callable<Integer> {
  /** Messages on this stream are sent back. */
  static final int STREAM = 1;

  private final Terminal terminal;

  @Parameters(paramLabel = "HOST:PORT", converter = HostPort.class, description = "The endpoint.")
  private InetSocketAddress peer = new InetSocketAddress(0);

  @Option(names = "--count", paramLabel = "N", description = "Number of messages (default: 10).")
  private int count = 10;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description = "For the connection and for each message (default: 3s).")
  private Duration timeout = Duration.ofSeconds(3);

  @Option(
      names = "--tcp",
      description = "Over a TCP connection, for networks that let no UDP through.")
  private boolean tcp;

  @Mixin private KeyOptions keys = new KeyOptions();

  LinkPingCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (count < 1) {
      throw new UsageException("--count is " + count + ", expected at least 1");
    }
    boolean here = peer.getAddress().isLoopbackAddress();
    InetSocketAddress bind =
        here
            ? new InetSocketAddress(peer.getAddress(), 0)
            : new InetSocketAddress(wildcard(peer.getAddress()), 0);
    // Without keys: a ping carries nothing that is worth a secret.
    Backend backend = tcp ? Backend.TCP : Backend.FASTEST;
    DriverOptions options =
        keys.secured(
            DriverOptions.DEFAULT
                .allowingPlainAnywhere()
                .withUdp(UdpOptions.DEFAULT.withBackend(backend)));
    if (options.security() instanceof LinkSecurity security && security.peers().size() > 1) {
      throw new UsageException(
          "--peer-key names "
              + security.peers().size()
              + " keys; expected one, that of the endpoint at "
              + text());
    }
    Answers answers = new Answers();
    try (LinkDriver driver = LinkDriver.open(bind, options, answers)) {
      return ping(driver, answers);
    } catch (UdpException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static InetAddress wildcard(InetAddress like) {
    try {
      return InetAddress.getByAddress(new byte[like.getAddress().length]);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError("an address of zeros is one", e);
    }
  }

  private int ping(LinkDriver driver, Answers answers) {
    long start = System.nanoTime();
    Session session = driver.connect(peer);
    if (!await(driver, answers, () -> answers.connected)) {
      String why =
          answers.end.isEmpty()
              ? "no answer within "
                  + timeout.toMillis()
                  + " ms; does an endpoint listen there"
                  + (keys.given() ? ", and does it expect this key and have that one?" : "?")
              : "refused: " + answers.end;
      terminal.err().printf("faultline: cannot connect to %s: %s%n", text(), why);
      return 1;
    }
    terminal.out().printf(Locale.ROOT, "connected to %s in %.1f us%n", text(), micros(start));
    session.open(STREAM, StreamKind.ORDERED);
    double[] trips = new double[count];
    MemorySegment message = Arena.ofAuto().allocate(Long.BYTES);
    for (int i = 0; i < count; i++) {
      int number = i;
      long sent = System.nanoTime();
      message.set(ValueLayout.JAVA_LONG, 0, i);
      session.offer(STREAM, message, 0, Long.BYTES);
      if (!await(driver, answers, () -> answers.last == number)) {
        terminal
            .err()
            .printf(
                "faultline: %s is connected, but message %d did not come back within %d ms; 'link"
                    + " echo' sends messages back%n",
                text(), i + 1, timeout.toMillis());
        return 1;
      }
      trips[i] = micros(sent);
      terminal.out().printf(Locale.ROOT, "message %d: %.1f us%n", i + 1, trips[i]);
    }
    Arrays.sort(trips);
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "round trip %.1f us least, %.1f us median, %.1f us most%n",
            trips[0],
            trips[count / 2],
            trips[count - 1]);
    session.close(System.nanoTime());
    driver.work();
    return 0;
  }

  private boolean await(
      LinkDriver driver, Answers answers, java.util.function.BooleanSupplier done) {
    IdleStrategy idle = IdleStrategy.backingOff();
    long end = System.nanoTime() + timeout.toNanos();
    while (!done.getAsBoolean() && answers.end.isEmpty() && System.nanoTime() < end) {
      idle.idle(driver.work(), driver);
    }
    return done.getAsBoolean();
  }

  private static double micros(long start) {
    return (System.nanoTime() - start) / 1e3;
  }

  private String text() {
    return peer.getHostString() + ":" + peer.getPort();
  }

  private static final class Answers implements LinkHandler {
    private boolean connected;
    private long last = -1;
    private String end = "";

    @Override
    public void onConnected(Session session) {
      connected = true;
    }

    @Override
    public void onEnded(Session session, dev.faultline.link.SessionEnd why) {
      end = String.valueOf(why);
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      last = buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
      return true;
    }
  }
}
