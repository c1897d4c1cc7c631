package dev.faultline.chaos.http;

import java.nio.ByteBuffer;

/** Finds the end of a body, byte by byte, however it is cut (RFC 9112, sections 6 and 7). */
final class Body {
  private static final int LINE_LONGEST = 4 << 10;
  private static final int TRAILERS_LONGEST = 64 << 10;

  /** No chunk is longer than what 15 hexadecimal digits say. */
  private static final int SIZE_DIGITS_MOST = 15;

  private enum Place {
    /** A body of a known length. */
    BYTES,
    /** A body that ends with its connection. */
    UNTIL_END,
    SIZE,
    CHUNK,
    AFTER_CHUNK,
    TRAILER,
    DONE
  }

  private Place place;
  private long left;
  private int lineLength;
  private int digits;
  private boolean sizeEnded;
  private boolean returned;
  private int trailerLength;

  private Body(Place place, long left) {
    this.place = place;
    this.left = left;
  }

  static Body none() {
    return new Body(Place.DONE, 0);
  }

  static Body ofLength(long length) {
    return new Body(length == 0 ? Place.DONE : Place.BYTES, length);
  }

  static Body chunked() {
    return new Body(Place.SIZE, 0);
  }

  static Body untilEnd() {
    return new Body(Place.UNTIL_END, 0);
  }

  boolean done() {
    return place == Place.DONE;
  }

  boolean endsWithConnection() {
    return place == Place.UNTIL_END;
  }

  /** How many of these bytes, from the first on, are of this body. */
  int measure(ByteBuffer bytes) throws NotHttp {
    ByteBuffer in = bytes.duplicate();
    while (in.hasRemaining() && place != Place.DONE) {
      switch (place) {
        case UNTIL_END -> in.position(in.limit());
        case BYTES, CHUNK -> {
          int step = (int) Math.min(left, in.remaining());
          in.position(in.position() + step);
          left -= step;
          if (left == 0) {
            place = place == Place.BYTES ? Place.DONE : Place.AFTER_CHUNK;
            lineLength = 0;
          }
        }
        case SIZE -> size(in.get());
        case AFTER_CHUNK -> afterChunk(in.get());
        case TRAILER -> trailer(in.get());
        case DONE -> throw new AssertionError();
      }
    }
    return in.position() - bytes.position();
  }

  private void size(byte b) throws NotHttp {
    if (++lineLength > LINE_LONGEST) {
      throw new NotHttp("a chunk's line");
    }
    if (returned) {
      if (b != '\n' || digits == 0) {
        throw new NotHttp("a chunk's line");
      }
      place = left == 0 ? Place.TRAILER : Place.CHUNK;
      lineLength = 0;
      digits = 0;
      sizeEnded = false;
      returned = false;
    } else if (b == '\r') {
      returned = true;
    } else if (!sizeEnded) {
      int digit = b < 0 ? -1 : Character.digit((char) b, 16);
      if (digit >= 0 && ++digits <= SIZE_DIGITS_MOST) {
        left = left << 4 | digit;
      } else if (digits > 0 && (b == ';' || b == ' ' || b == '\t')) {
        sizeEnded = true;
      } else {
        throw new NotHttp("a chunk's size");
      }
    } else if (b == '\n' || b == 0) {
      throw new NotHttp("a chunk's extension");
    }
  }

  private void afterChunk(byte b) throws NotHttp {
    if (b != (lineLength == 0 ? '\r' : '\n')) {
      throw new NotHttp("the end of a chunk");
    }
    lineLength++;
    if (lineLength == 2) {
      lineLength = 0;
      place = Place.SIZE;
    }
  }

  private void trailer(byte b) throws NotHttp {
    if (++trailerLength > TRAILERS_LONGEST || b == 0) {
      throw new NotHttp("a trailer");
    }
    if (returned) {
      if (b != '\n') {
        throw new NotHttp("a trailer");
      }
      returned = false;
      if (lineLength == 0) {
        place = Place.DONE;
      }
      lineLength = 0;
    } else if (b == '\r') {
      returned = true;
    } else if (b == '\n') {
      throw new NotHttp("a trailer");
    } else {
      lineLength++;
    }
  }
}
