package dev.faultline.jvm.net;

/** What the two sides of a TCP connection say to each other, over a connection of the world. */
sealed interface Segment {
  /**
   * The first word of the side that connects.
   *
   * @param port of the server
   * @param from the port of the client
   */
  record Open(int port, int from) implements Segment {}

  /** The server listens. */
  record Opened() implements Segment {}

  /** Nobody listens at that port, or too many wait there. */
  record Refused() implements Segment {}

  /**
   * Part of the stream.
   *
   * @param bytes never changed
   */
  record Bytes(byte[] bytes) implements Segment {
    @Override
    public String toString() {
      return bytes.length + " bytes";
    }
  }

  /**
   * The program has read so many bytes more.
   *
   * @param count of them
   */
  record Read(int count) implements Segment {}

  /** Nothing more comes from this side; it goes on reading. */
  record End() implements Segment {}

  /** This side gives the connection up. */
  record Reset() implements Segment {}
}
