package dev.faultline.bench.link;

import dev.faultline.runtime.measure.Contestant;
import dev.faultline.runtime.measure.Pair;
import dev.faultline.runtime.measure.Setup;
import dev.faultline.runtime.measure.Side;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.protocols.pbcast.GMS;

/** JGroups with the TCP stack that it ships with, on loopback. */
final class JGroupsPeer implements Contestant {
  @Override
  public String name() {
    return "jgroups";
  }

  @Override
  public boolean canLose() {
    return false;
  }

  @Override
  public Pair open(Setup setup) throws Exception {
    System.setProperty("jgroups.bind_addr", "127.0.0.1");
    System.setProperty("jgroups.tcpping.initial_hosts", "127.0.0.1[7800],127.0.0.1[7801]");
    JGroupsSide left = new JGroupsSide(setup);
    JGroupsSide right = new JGroupsSide(setup);
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

    JGroupsSide(Setup setup) throws Exception {
      messageBytes = setup.messageBytes();
      channel = new JChannel("tcp.xml");
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
