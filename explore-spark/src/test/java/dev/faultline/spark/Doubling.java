package dev.faultline.spark;

import dev.faultline.explore.Errand;

/** Answers with the request twice. */
public final class Doubling implements Errand {
  @Override
  public byte[] answer(byte[] request) {
    if (request.length == 0) {
      throw new IllegalArgumentException("nothing to double");
    }
    byte[] twice = new byte[2 * request.length];
    System.arraycopy(request, 0, twice, 0, request.length);
    System.arraycopy(request, 0, twice, request.length, request.length);
    return twice;
  }
}
