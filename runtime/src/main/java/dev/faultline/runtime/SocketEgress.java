package dev.faultline.runtime;

import dev.faultline.link.Egress;
import dev.faultline.runtime.socket.UdpAddress;
import dev.faultline.runtime.socket.UdpSocket;
import java.lang.foreign.MemorySegment;

/**
 * Gathers an endpoint's datagrams into runs that lie behind each other in one segment, have one
 * length and one receiver, and so can be given to the kernel in one call.
 */
final class SocketEgress implements Egress {
  private final UdpSocket socket;
  private final PeerTable peers;
  private final DriverCounters counters;
  private MemorySegment run = MemorySegment.NULL;
  private long runOffset;
  private int runBytes;

  /** How much of a run its receiver is certain to take. */
  private int runRoom;

  private int datagramBytes;
  private int lastBytes;
  private long runPeer;
  private boolean blocked;

  SocketEgress(UdpSocket socket, PeerTable peers, DriverCounters counters) {
    this.socket = socket;
    this.peers = peers;
    this.counters = counters;
  }

  @Override
  public boolean send(long peer, MemorySegment segment, long offset, int length) {
    if (blocked) {
      return false;
    }
    if (runBytes > 0) {
      // Segments may lie side by side in memory, but nobody may read past the end of one.
      if (peer == runPeer
          && offset == runOffset + runBytes
          && segment.equals(run)
          && lastBytes == datagramBytes
          && length <= datagramBytes
          && runBytes + length <= UdpSocket.DATAGRAM_BYTES_MAX
          && runBytes + length <= runRoom) {
        runBytes += length;
        lastBytes = length;
        return true;
      }
      flush();
      if (blocked) {
        return false;
      }
    }
    runRoom = socket.room(peers.address(peer), length);
    if (runRoom < length) {
      counters.sendBufferFull++;
      blocked = true;
      return false;
    }
    run = segment;
    runOffset = offset;
    runBytes = length;
    datagramBytes = length;
    lastBytes = length;
    runPeer = peer;
    return true;
  }

  /** Called at the end of a poll: what the kernel has no room for counts as lost on the way. */
  void flush() {
    if (runBytes == 0) {
      return;
    }
    UdpAddress to = peers.address(runPeer);
    int sent = socket.send(run, runOffset, runBytes, datagramBytes, to);
    if (sent < runBytes) {
      counters.sendBufferFull++;
      blocked = true;
    }
    runBytes = 0;
  }

  /** A new poll begins: the kernel may have room again. */
  void begin() {
    blocked = false;
  }
}
