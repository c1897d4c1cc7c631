package dev.faultline.chaos.toxic;

/**
 * A fault that a proxy applies to connections, to their bytes or to datagrams. The eight kinds
 * here, their attributes and units are Toxiproxy's. Instances are immutable.
 */
public sealed interface Toxic
    permits Toxic.Latency,
        Toxic.Bandwidth,
        Toxic.SlowClose,
        Toxic.Timeout,
        Toxic.ResetPeer,
        Toxic.Slicer,
        Toxic.LimitData,
        Toxic.Noop,
        StreamFault,
        ConnectFault,
        DatagramFault,
        HttpFault {
  /** The name of the kind in the interface. */
  String type();

  /**
   * Data is delayed. The bytes stay in order, so a chunk with a small jitter also waits for the
   * chunk before it.
   *
   * @param latencyMillis how long, in milliseconds
   * @param jitterMillis how much longer or shorter, as the shape says
   * @param shape the distribution of the delays
   */
  record Latency(long latencyMillis, long jitterMillis, LatencyShape shape) implements Toxic {
    public Latency {
      Attributes.notNegative(latencyMillis, "latency");
      Attributes.notNegative(jitterMillis, "jitter");
    }

    /** Delays each chunk by the latency, plus or minus a uniform draw of up to the jitter. */
    public Latency(long latencyMillis, long jitterMillis) {
      this(latencyMillis, jitterMillis, LatencyShape.PLAIN);
    }

    @Override
    public String type() {
      return "latency";
    }
  }

  /**
   * Data passes at a limited rate.
   *
   * @param kilobytesPerSecond the rate, in units of 1,000 bytes a second; 0 lets nothing pass
   * @param shared whether all affected connections and directions share the rate
   */
  record Bandwidth(long kilobytesPerSecond, boolean shared) implements Toxic {
    public Bandwidth {
      Attributes.notNegative(kilobytesPerSecond, "rate");
    }

    /** Each direction of each connection has its own rate. */
    public Bandwidth(long kilobytesPerSecond) {
      this(kilobytesPerSecond, false);
    }

    @Override
    public String type() {
      return "bandwidth";
    }
  }

  /**
   * The end of the data is delayed.
   *
   * @param delayMillis how long after the last data, in milliseconds
   */
  record SlowClose(long delayMillis) implements Toxic {
    public SlowClose {
      Attributes.notNegative(delayMillis, "delay");
    }

    @Override
    public String type() {
      return "slow_close";
    }
  }

  /**
   * Data is dropped, and after a while the connection is closed. Removing the toxic closes the
   * connections that it had affected.
   *
   * @param timeoutMillis how long after the toxic took effect; 0 never closes
   */
  record Timeout(long timeoutMillis) implements Toxic {
    public Timeout {
      Attributes.notNegative(timeoutMillis, "timeout");
    }

    @Override
    public String type() {
      return "timeout";
    }
  }

  /**
   * Data is dropped, and after a while both peers see a reset connection.
   *
   * @param timeoutMillis how long after the toxic took effect
   */
  record ResetPeer(long timeoutMillis) implements Toxic {
    public ResetPeer {
      Attributes.notNegative(timeoutMillis, "timeout");
    }

    @Override
    public String type() {
      return "reset_peer";
    }
  }

  /**
   * Data arrives in small pieces.
   *
   * @param averageBytes the mean size of a piece
   * @param variationBytes at most how much larger or smaller a piece is; less than the average
   * @param delayMicros how long each piece waits for the one before it, in microseconds
   */
  record Slicer(long averageBytes, long variationBytes, long delayMicros) implements Toxic {
    public Slicer {
      if (averageBytes < 1) {
        throw new AttributeException("average_size", averageBytes, "at least 1");
      }
      if (variationBytes < 0 || variationBytes >= averageBytes) {
        throw new AttributeException(
            "size_variation",
            variationBytes,
            "0 or more, and less than average_size (" + averageBytes + ")");
      }
      Attributes.notNegative(delayMicros, "delay");
    }

    @Override
    public String type() {
      return "slicer";
    }
  }

  /**
   * The connection is closed after so many bytes.
   *
   * @param bytes how many pass, counted from when the toxic took effect on the connection
   */
  record LimitData(long bytes) implements Toxic {
    public LimitData {
      Attributes.notNegative(bytes, "bytes");
    }

    @Override
    public String type() {
      return "limit_data";
    }
  }

  /** Data passes unchanged. */
  record Noop() implements Toxic {
    @Override
    public String type() {
      return "noop";
    }
  }
}
