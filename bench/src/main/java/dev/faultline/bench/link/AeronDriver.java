package dev.faultline.bench.link;

import dev.faultline.cli.measure.Setup;
import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.DebugSendChannelEndpoint;
import io.aeron.driver.ext.RandomLossGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.jspecify.annotations.Nullable;

/** An embedded media driver of Aeron and its client, with a thread of their own or without. */
final class AeronDriver implements AutoCloseable {
  static final int TERM_BYTES = 16 << 20;
  private static final Path MEMORY = Path.of("/dev/shm");

  /** The client's own duties are seldom due. */
  private static final int CLIENT_EVERY = 64;

  /**
   * Making buffers takes long on a busy machine, and a client without a thread is silent meanwhile.
   */
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final MediaDriver media;
  final Aeron aeron;
  private final @Nullable AgentInvoker driverWork;
  private final @Nullable AgentInvoker clientWork;
  private int turns;

  AeronDriver(Setup setup, boolean invoked) throws IOException {
    // Where Aeron keeps its buffers unless it is told otherwise.
    Path folder =
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "faultline-bench-aeron")
            : Files.createTempDirectory("faultline-bench-aeron");
    media = MediaDriver.launchEmbedded(context(setup, folder, invoked));
    driverWork = media.sharedAgentInvoker();
    Aeron.Context client = new Aeron.Context().aeronDirectoryName(media.aeronDirectoryName());
    client.driverTimeoutMs(PATIENCE_NANOS / 1_000_000);
    if (driverWork != null) {
      client.useConductorAgentInvoker(true).driverAgentInvoker(driverWork);
    }
    aeron = Aeron.connect(client.preTouchMappedMemory(true));
    clientWork = aeron.conductorAgentInvoker();
  }

  private static MediaDriver.Context context(Setup setup, Path folder, boolean invoked) {
    MediaDriver.Context driver =
        new MediaDriver.Context()
            .aeronDirectoryName(folder.toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(invoked ? ThreadingMode.INVOKER : ThreadingMode.SHARED)
            .sharedIdleStrategy(YieldingIdleStrategy.INSTANCE)
            .termBufferSparseFile(false)
            .performStorageChecks(false)
            .clientLivenessTimeoutNs(PATIENCE_NANOS)
            .publicationUnblockTimeoutNs(2 * PATIENCE_NANOS)
            .mtuLength(Setup.PACKET_BYTES)
            .publicationTermBufferLength(TERM_BYTES)
            .initialWindowLength(Setup.WINDOW_BYTES)
            .socketRcvbufLength(4 << 20)
            .socketSndbufLength(4 << 20);
    if (setup.loss() > 0) {
      driver.receiveChannelEndpointSupplier((channel, dispatcher, counter, context) ->
          new DebugReceiveChannelEndpoint(
              channel,
              dispatcher,
              counter,
              context,
              new RandomLossGenerator(setup.loss(), Setup.SEED),
              new RandomLossGenerator(setup.loss(), Setup.SEED + 1)));
      driver.sendChannelEndpointSupplier((channel, counter, context) ->
          new DebugSendChannelEndpoint(
              channel,
              counter,
              context,
              new RandomLossGenerator(0, Setup.SEED + 2),
              new RandomLossGenerator(setup.loss(), Setup.SEED + 3)));
    }
    return driver;
  }

  /** Does what is due, unless threads of its own do; returns how much that was. */
  int work() {
    if (driverWork == null) {
      return 0;
    }
    if (clientWork != null && ++turns % CLIENT_EVERY == 0) {
      clientWork.invoke();
    }
    return driverWork.invoke();
  }

  @Override
  public void close() {
    aeron.close();
    media.close();
  }
}
