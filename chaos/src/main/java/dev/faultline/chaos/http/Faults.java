package dev.faultline.chaos.http;

import java.util.List;
import java.util.Map;

/** Which faults strike a request. */
public interface Faults {
  /**
   * Those of a request, in their order.
   *
   * @param number which of the connection's requests it is, counted from 1
   */
  List<Striking> of(
      long number,
      String method,
      String path,
      List<? extends Map.Entry<String, String>> headers,
      long nowNanos);

  /** A request has come. */
  void counted();

  /** The connection is not, or no longer, understood. */
  void notUnderstood();
}
