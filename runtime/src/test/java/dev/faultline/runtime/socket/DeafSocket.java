package dev.faultline.runtime.socket;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A UDP socket whose network carries nothing. */
final class DeafSocket implements UdpSocket {
  private final ErrnoCounts errors = new ErrnoCounts();

  /** How many datagrams were given to it. */
  int sent;

  @Override
  public InetSocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  }

  @Override
  public String describe() {
    return "deaf";
  }

  @Override
  public boolean segments() {
    return false;
  }

  @Override
  public int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to) {
    sent += (bytes + datagramBytes - 1) / datagramBytes;
    return bytes;
  }

  @Override
  public int receive(ReceivedBatch batch) {
    return 0;
  }

  @Override
  public void await(long timeoutNanos) {}

  @Override
  public void wakeup() {}

  @Override
  public long oversized() {
    return 0;
  }

  @Override
  public ErrnoCounts errors() {
    return errors;
  }

  @Override
  public void close() {}
}
