package dev.faultline.runtime.socket;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/** A UDP socket whose network can stop carrying anything. */
final class CutSocket implements UdpSocket {
  private final UdpSocket socket;
  boolean cut;

  CutSocket(UdpSocket socket) {
    this.socket = socket;
  }

  @Override
  public InetSocketAddress localAddress() {
    return socket.localAddress();
  }

  @Override
  public String describe() {
    return socket.describe();
  }

  @Override
  public boolean segments() {
    return socket.segments();
  }

  @Override
  public int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to) {
    return cut ? bytes : socket.send(data, offset, bytes, datagramBytes, to);
  }

  @Override
  public int receive(ReceivedBatch batch) {
    int messages = socket.receive(batch);
    return cut ? 0 : messages;
  }

  @Override
  public void await(long timeoutNanos) {
    socket.await(timeoutNanos);
  }

  @Override
  public void wakeup() {
    socket.wakeup();
  }

  @Override
  public long oversized() {
    return socket.oversized();
  }

  @Override
  public ErrnoCounts errors() {
    return socket.errors();
  }

  @Override
  public void close() {
    socket.close();
  }
}
