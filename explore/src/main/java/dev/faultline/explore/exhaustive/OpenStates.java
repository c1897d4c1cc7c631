package dev.faultline.explore.exhaustive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * States of one level in which events are to be tried, in the order of the ways there.
 *
 * @param digests two longs each
 */
record OpenStates(List<Way> ways, long[] digests) {
  /** Some of them, from the first place up to the second. */
  OpenStates part(int from, int to) {
    return new OpenStates(ways.subList(from, to), Arrays.copyOfRange(digests, 2 * from, 2 * to));
  }

  int size() {
    return ways.size();
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      Way.write(out, ways);
      for (long half : digests) {
        out.writeLong(half);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static OpenStates read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      List<Way> ways = Way.read(in);
      long[] digests = new long[2 * ways.size()];
      for (int i = 0; i < digests.length; i++) {
        digests[i] = in.readLong();
      }
      return new OpenStates(ways, digests);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
