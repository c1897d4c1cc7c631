package dev.faultline.bench.link;

import dev.faultline.runtime.measure.Contestant;
import dev.faultline.runtime.measure.Pair;
import dev.faultline.runtime.measure.Setup;
import dev.faultline.runtime.measure.Side;
import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.DebugSendChannelEndpoint;
import io.aeron.driver.ext.RandomLossGenerator;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Aeron over UDP with its driver in this JVM, on one thread, with its own debug loss. */
final class AeronPeer implements Contestant {
  private static final int FRAGMENTS = 64;
  private static final int TERM_BYTES = 16 << 20;

  @Override
  public String name() {
    return "aeron";
  }

  @Override
  public Pair open(Setup setup) throws Exception {
    Path folder = Files.createTempDirectory("faultline-bench-aeron");
    MediaDriver.Context driver =
        new MediaDriver.Context()
            .aeronDirectoryName(folder.toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
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
    MediaDriver media = MediaDriver.launchEmbedded(driver);
    Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(media.aeronDirectoryName()));
    String there = "aeron:udp?endpoint=127.0.0.1:20121";
    String back = "aeron:udp?endpoint=127.0.0.1:20122";
    AeronSide left =
        new AeronSide(aeron.addSubscription(back, 1), aeron.addPublication(there, 1), setup);
    AeronSide right =
        new AeronSide(aeron.addSubscription(there, 1), aeron.addPublication(back, 1), setup);
    while (!left.ready() || !right.ready()) {
      Thread.onSpinWait();
    }
    return new AeronPair(left, right, aeron, media);
  }

  private record AeronPair(Side left, Side right, Aeron aeron, MediaDriver media) implements Pair {
    @Override
    public void close() {
      aeron.close();
      media.close();
    }
  }

  private static final class AeronSide implements Side {
    private final Subscription in;
    private final Publication out;
    private final UnsafeBuffer message;
    private final FragmentAssembler assembler;
    private LongConsumer arrived = n -> {};
    private int count;

    AeronSide(Subscription in, Publication out, Setup setup) {
      this.in = in;
      this.out = out;
      message = new UnsafeBuffer(new byte[setup.messageBytes()]);
      FragmentHandler handler =
          (buffer, offset, length, header) -> {
            count++;
            arrived.accept(buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
          };
      assembler = new FragmentAssembler(handler);
    }

    boolean ready() {
      return in.isConnected() && out.isConnected();
    }

    @Override
    public boolean offer(long number) {
      message.putLong(0, number, ByteOrder.LITTLE_ENDIAN);
      return out.offer(message) > 0;
    }

    @Override
    public int poll(LongConsumer to) {
      arrived = to;
      count = 0;
      in.poll(assembler, FRAGMENTS);
      return count;
    }
  }
}
