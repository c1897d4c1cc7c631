package dev.faultline.runtime.socket;

import dev.faultline.runtime.udp.UdpException;
import dev.faultline.runtime.udp.UdpOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A socket through the JDK's {@code DatagramChannel}, for machines whose kernel cannot be called
 * directly: one call for each datagram. The channel makes a few objects for each address that it
 * has not just seen, so only traffic with one peer at a time is free of allocation.
 */
final class ChannelUdpSocket implements UdpSocket {
  private final DatagramChannel channel;
  private final Selector selector;
  private final InetSocketAddress local;
  private @Nullable MemorySegment sendingMemory;
  private ByteBuffer sending = ByteBuffer.allocate(0);
  private @Nullable ReceivedBatch receivingBatch;
  private ByteBuffer receiving = ByteBuffer.allocate(0);
  private @Nullable UdpAddress destination;
  private @Nullable InetSocketAddress destinationAddress;
  private @Nullable SocketAddress source;
  private UdpAddress sourceEndpoint = new UdpAddress(0, 0, 0);
  private long oversized;
  private final ErrnoCounts errors = new ErrnoCounts();

  ChannelUdpSocket(InetSocketAddress bind, UdpOptions options) {
    DatagramChannel opening = null;
    Selector selecting = null;
    try {
      opening = DatagramChannel.open();
      opening.configureBlocking(false);
      opening.setOption(StandardSocketOptions.SO_RCVBUF, options.bufferBytes());
      opening.setOption(StandardSocketOptions.SO_SNDBUF, options.bufferBytes());
      if (!options.fragmentation()
          && opening.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT)) {
        opening.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
      }
      opening.bind(bind);
      channel = opening;
      local = (InetSocketAddress) opening.getLocalAddress();
      selecting = Selector.open();
      selector = selecting;
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException | RuntimeException e) {
      Channels.closeQuietly(selecting);
      throw Channels.refused("cannot open a UDP socket at", bind, opening, e);
    }
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public String describe() {
    return "channel";
  }

  @Override
  public boolean segments() {
    return false;
  }

  @Override
  public boolean reaches(UdpAddress peer) {
    return !(local.getAddress() instanceof Inet4Address) || peer.isIpv4();
  }

  @Override
  public int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to) {
    if (!data.equals(sendingMemory)) {
      sendingMemory = data;
      sending = data.asByteBuffer();
    }
    InetSocketAddress address = destinationAddress;
    if (address == null || !to.equals(destination)) {
      destination = to;
      address = to.toSocketAddress();
      destinationAddress = address;
    }
    int sent = 0;
    while (sent < bytes) {
      int one = Math.min(datagramBytes, bytes - sent);
      sending.limit((int) offset + sent + one).position((int) offset + sent);
      if (!sendOne(address)) {
        break;
      }
      sent += one;
    }
    sending.clear();
    return sent;
  }

  /** Whether the datagram was taken, which includes its being lost at once. */
  private boolean sendOne(InetSocketAddress to) {
    try {
      return channel.send(sending, to) > 0 || !sending.hasRemaining();
    } catch (IOException | UnsupportedAddressTypeException e) {
      // As with the kernel's own calls, see SendFailure: lost, and no reason to stop.
      if (String.valueOf(e.getMessage()).contains("too long")) {
        oversized++;
        errors.add(Posix.EMSGSIZE);
      } else {
        errors.add(ErrnoCounts.LARGEST);
      }
      return true;
    }
  }

  @Override
  public int receive(ReceivedBatch batch) {
    if (batch != receivingBatch) {
      receivingBatch = batch;
      receiving = batch.memory.asByteBuffer();
    }
    int count = 0;
    while (count < ReceivedBatch.MESSAGES_MAX && receiveOne(batch, count)) {
      count++;
    }
    return count;
  }

  private boolean receiveOne(ReceivedBatch batch, int index) {
    int offset = (int) batch.offset(index);
    receiving.limit(offset + ReceivedBatch.MESSAGE_BYTES_MAX).position(offset);
    SocketAddress from;
    try {
      from = channel.receive(receiving);
    } catch (IOException e) {
      errors.add(ErrnoCounts.LARGEST);
      return false;
    }
    if (from == null) {
      return false;
    }
    if (!from.equals(source)) {
      source = from;
      sourceEndpoint = UdpAddress.of((InetSocketAddress) from);
    }
    batch.bytes[index] = receiving.position() - offset;
    batch.datagramBytes[index] = Math.max(1, batch.bytes[index]);
    batch.high[index] = sourceEndpoint.high();
    batch.low[index] = sourceEndpoint.low();
    batch.port[index] = sourceEndpoint.port();
    return true;
  }

  @Override
  public void await(long timeoutNanos) {
    Channels.await(selector, timeoutNanos, local);
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public long oversized() {
    return oversized;
  }

  @Override
  public ErrnoCounts errors() {
    return errors;
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      throw new UdpException("cannot close the UDP socket at " + local, e);
    }
  }
}
