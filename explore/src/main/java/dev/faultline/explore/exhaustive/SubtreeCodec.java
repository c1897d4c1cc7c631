package dev.faultline.explore.exhaustive;

import dev.faultline.explore.exhaustive.ScheduleTree.Wish;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a subtree of schedules is to be searched on, and what came of it, as bytes. */
final class SubtreeCodec {
  private SubtreeCodec() {}

  /**
   * Some runs of a subtree.
   *
   * @param given how many forks of the path lead to the subtree
   * @param runs how many to make at most, redundant ones included
   * @param path of the first of them
   */
  record Request(int given, int runs, List<Outline> path) {}

  /**
   * What they came to.
   *
   * @param complete whether nothing is left of the subtree
   * @param runs that were made; negative where one failed or was not over
   * @param wishes what is wanted before the subtree
   * @param path of the next run; where nothing is left that to the subtree
   * @param told paths of worlds that may be told of, by their numbers
   */
  record Answer(
      boolean complete,
      int runs,
      ScheduleCount count,
      List<Wish> wishes,
      List<Outline> path,
      Map<Integer, List<Outline>> told) {}

  /**
   * How far a search of the whole tree is.
   *
   * @param path of the next run
   * @param told paths of worlds that will be told of, by their numbers
   */
  record Progress(
      boolean complete,
      ScheduleCount count,
      List<Outline> path,
      Map<Integer, List<Outline>> told) {}

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes are not part of a search: " + e, e);
    }
  }

  static byte[] bytes(Request request) {
    return bytes(out -> {
      out.writeInt(request.given());
      out.writeInt(request.runs());
      write(out, request.path());
    });
  }

  static Request request(byte[] bytes) {
    return read(bytes, in -> new Request(in.readInt(), in.readInt(), path(in)));
  }

  static byte[] bytes(Answer answer) {
    return bytes(out -> {
      out.writeBoolean(answer.complete());
      out.writeInt(answer.runs());
      answer.count().write(out);
      out.writeInt(answer.wishes().size());
      for (Wish wish : answer.wishes()) {
        out.writeInt(wish.fork());
        out.writeInt(wish.ways().size());
        for (int way : wish.ways()) {
          out.writeInt(way);
        }
      }
      write(out, answer.path());
      write(out, answer.told());
    });
  }

  static byte[] bytes(Progress progress) {
    return bytes(out -> {
      out.writeBoolean(progress.complete());
      progress.count().write(out);
      write(out, progress.path());
      write(out, progress.told());
    });
  }

  static Progress progress(byte[] bytes) {
    return read(
        bytes, in -> new Progress(in.readBoolean(), ScheduleCount.read(in), path(in), told(in)));
  }

  static Answer answer(byte[] bytes) {
    return read(
        bytes,
        in ->
            new Answer(
                in.readBoolean(),
                in.readInt(),
                ScheduleCount.read(in),
                wishes(in),
                path(in),
                told(in)));
  }

  private static List<Wish> wishes(DataInputStream in) throws IOException {
    List<Wish> wishes = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int fork = in.readInt();
      List<Integer> ways = new ArrayList<>();
      for (int more = in.readInt(); more > 0; more--) {
        ways.add(in.readInt());
      }
      wishes.add(new Wish(fork, ways));
    }
    return wishes;
  }

  private static Map<Integer, List<Outline>> told(DataInputStream in) throws IOException {
    Map<Integer, List<Outline>> told = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      told.put(in.readInt(), path(in));
    }
    return told;
  }

  private static void write(DataOutputStream out, Map<Integer, List<Outline>> told)
      throws IOException {
    out.writeInt(told.size());
    for (Map.Entry<Integer, List<Outline>> each : told.entrySet()) {
      out.writeInt(each.getKey());
      write(out, each.getValue());
    }
  }

  private static void write(DataOutputStream out, List<Outline> path) throws IOException {
    out.writeInt(path.size());
    for (Outline fork : path) {
      fork.write(out);
    }
  }

  private static List<Outline> path(DataInputStream in) throws IOException {
    List<Outline> path = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      path.add(Outline.read(in));
    }
    return path;
  }
}
