package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.stats.StatFile;
import dev.faultline.runtime.udp.UdpException;
import dev.faultline.runtime.udp.UdpOptions;
import dev.faultline.runtime.udp.UdpOptions.Backend;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers pings. */
@Command(
    name = "echo",
    description =
        "Listens, and sends every message back, until it is interrupted; for 'link ping'.",
    footer = {
      "",
      "Examples:",
      "  ./faultline link echo 127.0.0.1:4000",
      "  ./faultline link echo 0.0.0.0:4000 --key bank.key --peer-key shop.pub"
    })
final class LinkEchoCommand implements Callable<Integer> {
  private static final Duration STAT_INTERVAL = Duration.ofSeconds(1);
  private final Terminal terminal;

  @Parameters(
      paramLabel = "HOST:PORT",
      converter = HostPort.class,
      description = "Where to listen; port 0 takes a free one.")
  private InetSocketAddress bind = new InetSocketAddress("127.0.0.1", 0);

  @Option(
      names = "--plain-anywhere",
      description =
          "Allow addresses that others can reach, although traffic is not encrypted. Not needed"
              + " with keys.")
  private boolean plainAnywhere;

  @Option(
      names = "--tcp",
      description =
          "Listen for TCP connections as well, for peers whose network lets no UDP through.")
  private boolean tcp;

  @Option(
      names = "--stat",
      paramLabel = "FILE",
      description = "Keep this file up to date for 'link stat'.")
  private @Nullable Path stat;

  @Mixin private KeyOptions keys = new KeyOptions();

  private String refused = "";
  private boolean misdirected;

  LinkEchoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Backend backend = tcp ? Backend.FASTEST_OR_TCP : Backend.FASTEST;
    DriverOptions udp = DriverOptions.DEFAULT.withUdp(UdpOptions.DEFAULT.withBackend(backend));
    DriverOptions options = keys.secured(plainAnywhere ? udp.allowingPlainAnywhere() : udp);
    try (LinkDriver driver = LinkDriver.open(bind, options, new Echo())) {
      terminal.out().printf("listening at %s (%s)%n", text(driver), driver.describe());
      StatFile file = stat == null ? null : new StatFile(driver, stat, STAT_INTERVAL);
      IdleStrategy idle = IdleStrategy.backingOff();
      while (!Thread.currentThread().isInterrupted()) {
        idle.idle(driver.work(), driver);
        tellRefusals(driver);
      }
      if (file != null) {
        file.close();
      }
    } catch (UncheckedIOException e) {
      throw new UsageException("--stat: " + e.getMessage(), e);
    } catch (UdpException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  /** A peer that is refused hears nothing, so that whoever listens here has to be told. */
  private void tellRefusals(LinkDriver driver) {
    SecureCounters counters = driver.secureCounters();
    if (counters == null) {
      return;
    }
    if (!driver.lastRefused().equals(refused)) {
      refused = driver.lastRefused();
      terminal
          .err()
          .printf(
              "faultline: refused a peer whose key is not allowed; '--peer-key %s' would allow"
                  + " it%n",
              refused);
    }
    if (!misdirected && counters.unauthentic() + counters.unstamped() > 0) {
      misdirected = true;
      terminal
          .err()
          .println(
              "faultline: refused a packet that was not made for this side's key; is a peer's"
                  + " --peer-key or --shared-key another one?");
    }
  }

  private static String text(LinkDriver driver) {
    InetSocketAddress address = driver.localAddress();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static final class Echo implements LinkHandler {
    @Override
    public void onConnected(Session session) {
      session.open(LinkPingCommand.STREAM, StreamKind.ORDERED);
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      return stream != LinkPingCommand.STREAM || session.offer(stream, buffer, offset, length) > 0;
    }
  }
}
