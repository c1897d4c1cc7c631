package dev.faultline.explore.search;

import dev.faultline.explore.FaultMix;
import dev.faultline.explore.search.GuidedAdversary.Segment;
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

/** How guided worlds are to run, and what they showed, as bytes for other JVMs. */
final class GuidedCodec {
  private GuidedCodec() {}

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
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

  /** How worlds are to run, by their numbers. The mix of a segment follows from its seed. */
  static byte[] recipe(Map<Integer, List<Segment>> worlds) {
    return bytes(out -> {
      out.writeInt(worlds.size());
      for (var world : worlds.entrySet()) {
        out.writeInt(world.getKey());
        out.writeInt(world.getValue().size());
        for (Segment segment : world.getValue()) {
          out.writeLong(segment.seed());
          out.writeInt(segment.boost());
          out.writeLong(segment.until());
        }
      }
    });
  }

  /**
   * Reads how worlds are to run.
   *
   * @param mix of the campaign's plan
   */
  static Map<Integer, List<Segment>> recipe(byte[] bytes, FaultMix mix) {
    Map<Integer, List<Segment>> worlds = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int left = in.readInt(); left > 0; left--) {
        int index = in.readInt();
        List<Segment> segments = new ArrayList<>();
        for (int more = in.readInt(); more > 0; more--) {
          long seed = in.readLong();
          segments.add(new Segment(seed, SwarmMix.of(seed, mix), in.readInt(), in.readLong()));
        }
        worlds.put(index, segments);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes are not a plan of worlds: " + e, e);
    }
    return worlds;
  }

  /**
   * How far a search is.
   *
   * @param evaluated worlds whose results are in the archive
   * @param signalled whether the program has signalled anything
   * @param again those of them that are not counted yet, so that they have to be run again
   * @param planned worlds that come after these
   * @param told worlds that will be told of
   */
  record Progress(
      int evaluated,
      boolean signalled,
      Archive archive,
      Map<Integer, List<Segment>> again,
      Map<Integer, List<Segment>> planned,
      Map<Integer, List<Segment>> told) {}

  static byte[] progress(Progress progress) {
    Map<Integer, List<Segment>> runs = new LinkedHashMap<>(progress.archive().runs());
    runs.putAll(progress.again());
    runs.putAll(progress.planned());
    runs.putAll(progress.told());
    byte[] all = recipe(runs);
    return bytes(out -> {
      out.writeInt(all.length);
      out.write(all);
      out.writeInt(progress.evaluated());
      out.writeBoolean(progress.signalled());
      progress.archive().write(out);
      writeNumbers(out, progress.again());
      writeNumbers(out, progress.planned());
      writeNumbers(out, progress.told());
    });
  }

  private static void writeNumbers(DataOutputStream out, Map<Integer, List<Segment>> worlds)
      throws IOException {
    out.writeInt(worlds.size());
    for (int world : worlds.keySet()) {
      out.writeInt(world);
    }
  }

  /**
   * Reads how far a search is.
   *
   * @param mix of the campaign's plan
   */
  static Progress progress(byte[] bytes, FaultMix mix) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte[] all = new byte[in.readInt()];
      in.readFully(all);
      Map<Integer, List<Segment>> runs = recipe(all, mix);
      return new Progress(
          in.readInt(),
          in.readBoolean(),
          Archive.read(in, runs),
          readNumbers(in, runs),
          readNumbers(in, runs),
          readNumbers(in, runs));
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes are not part of a search: " + e, e);
    }
  }

  private static Map<Integer, List<Segment>> readNumbers(
      DataInputStream in, Map<Integer, List<Segment>> runs) throws IOException {
    Map<Integer, List<Segment>> worlds = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      int world = in.readInt();
      worlds.put(world, run(runs, world));
    }
    return worlds;
  }

  /** The run with that number. */
  static List<Segment> run(Map<Integer, List<Segment>> runs, int world) throws IOException {
    List<Segment> run = runs.get(world);
    if (run == null) {
      throw new IOException("there is no run " + world);
    }
    return run;
  }

  /** What worlds showed, by their numbers. */
  static byte[] shown(Map<Integer, Shown> worlds) {
    return bytes(out -> {
      out.writeInt(worlds.size());
      for (var world : worlds.entrySet()) {
        out.writeInt(world.getKey());
        out.writeBoolean(world.getValue().signalled());
        out.writeInt(world.getValue().when().size());
        for (var each : world.getValue().when().entrySet()) {
          out.writeLong(each.getKey());
          out.writeLong(each.getValue());
        }
      }
    });
  }

  static Map<Integer, Shown> shown(byte[] bytes) {
    Map<Integer, Shown> worlds = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int left = in.readInt(); left > 0; left--) {
        int index = in.readInt();
        boolean signalled = in.readBoolean();
        Map<Long, Long> when = new LinkedHashMap<>();
        for (int more = in.readInt(); more > 0; more--) {
          when.put(in.readLong(), in.readLong());
        }
        worlds.put(index, new Shown(signalled, when));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes are not results of worlds: " + e, e);
    }
    return worlds;
  }
}
