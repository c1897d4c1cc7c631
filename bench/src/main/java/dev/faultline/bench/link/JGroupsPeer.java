package dev.faultline.bench.link;

import dev.faultline.cli.measure.Contestant;
import dev.faultline.cli.measure.Pair;
import dev.faultline.cli.measure.Setup;
import dev.faultline.cli.measure.Side;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.Version;
import org.jgroups.protocols.pbcast.GMS;

/** JGroups with one of the TCP stacks that it ships with, on loopback. */
final class JGroupsPeer implements Contestant {
  private static final String STACK = "tcp.xml";
  private static final String THREADS = "thread_pool.min_threads=\"0\"";

  /**
   * What the stack for low latency that JGroups ships with sets, which finds no peers on loopback.
   */
  private static final String LOW_LATENCY =
      THREADS + " thread_pool.enabled=\"false\" bundler_type=\"no-bundler\"";

  private final boolean lowLatency;

  /** With a thread pool and messages sent in bundles, or with neither. */
  JGroupsPeer(boolean lowLatency) {
    this.lowLatency = lowLatency;
  }

  @Override
  public String name() {
    return lowLatency ? "jgroups-low-latency" : "jgroups";
  }

  @Override
  public String configuration() {
    return "JGroups "
        + Version.string_version
        + ", "
        + STACK
        + (lowLatency
            ? " without bundling and thread pool, as in tcp-low-latency.xml"
            : " as shipped, its choice for throughput")
        + ", two members, unicast";
  }

  private InputStream stack() throws IOException {
    try (InputStream shipped = JChannel.class.getResourceAsStream("/" + STACK)) {
      if (shipped == null) {
        throw new IllegalStateException("JGroups ships no " + STACK);
      }
      String text = new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
      if (!text.contains(THREADS)) {
        throw new IllegalStateException(STACK + " of this JGroups has no " + THREADS);
      }
      String changed = lowLatency ? text.replace(THREADS, LOW_LATENCY) : text;
      return new ByteArrayInputStream(changed.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public boolean canLose() {
    return false;
  }

  @Override
  public Pair open(Setup setup) throws Exception {
    System.setProperty("jgroups.bind_addr", "127.0.0.1");
    System.setProperty("jgroups.tcpping.initial_hosts", "127.0.0.1[7800],127.0.0.1[7801]");
    JGroupsSide left = new JGroupsSide(setup, stack());
    JGroupsSide right = new JGroupsSide(setup, stack());
    while (left.channel.getView().size() < 2) {
      Thread.onSpinWait();
    }
    left.peer = right.channel.getAddress();
    right.peer = left.channel.getAddress();
    return new JGroupsPair(left, right);
  }

  private record JGroupsPair(JGroupsSide left, JGroupsSide right) implements Pair {
    @Override
    public void close() {
      left.channel.close();
      right.channel.close();
    }
  }

  private static final class JGroupsSide implements Side, Receiver {
    private final JChannel channel;
    private final Arrivals arrivals = new Arrivals();
    private final int messageBytes;
    private Address peer;

    JGroupsSide(Setup setup, InputStream stack) throws Exception {
      messageBytes = setup.messageBytes();
      channel = new JChannel(stack);
      channel.setReceiver(this);
      // Standard output is for the figures.
      channel.getProtocolStack().<GMS>findProtocol(GMS.class).printLocalAddress(false);
      channel.connect("bench");
      peer = channel.getAddress();
    }

    @Override
    public void receive(Message message) {
      arrivals.add(ByteBuffer.wrap(message.getArray(), message.getOffset(), 8).getLong());
    }

    @Override
    public boolean offer(long number) {
      byte[] bytes = new byte[messageBytes];
      ByteBuffer.wrap(bytes).putLong(number);
      try {
        channel.send(new BytesMessage(peer, bytes));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      return true;
    }

    @Override
    public int poll(LongConsumer arrived) {
      return arrivals.poll(arrived);
    }

    @Override
    public void idle() {
      arrivals.await();
    }
  }
}
