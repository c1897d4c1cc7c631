package dev.faultline.programs;

import java.io.BufferedWriter;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Keeps a count in a file, synced or not, and uses files in all the usual ways. */
public final class Notebook {
  private Notebook() {}

  public static void main(String[] arguments) throws Exception {
    File folder = new File("data");
    System.out.println(
        "found "
            + folder.exists()
            + " at "
            + folder.getAbsolutePath()
            + " "
            + Path.of("data").toAbsolutePath());
    System.out.println("made " + folder.mkdirs());
    Path count = Path.of("/data/count");
    int last = Files.exists(count) ? Integer.parseInt(Files.readString(count).strip()) : 0;
    System.out.println("last " + last);
    Path log = Path.of("/log");
    System.out.println("log " + (Files.exists(log) ? Files.readAllLines(log).size() : 0));
    try (FileOutputStream out = new FileOutputStream("data/count.new")) {
      out.write((last + 1 + "\n").getBytes(StandardCharsets.UTF_8));
      out.getFD().sync();
    }
    System.out.println("renamed " + new File("data/count.new").renameTo(new File("data/count")));
    if (arguments.length > 0) {
      sync(Path.of("/data"));
      sync(Path.of("/"));
    }
    System.out.println(
        "host " + new File("/etc/hostname").exists() + Files.exists(Path.of("pom.xml")));
    Path temporary = Files.createTempFile("a", ".tmp");
    File other = File.createTempFile("bbb", ".tmp");
    System.out.println("temporary " + temporary + " " + other);
    try (BufferedWriter writer = new BufferedWriter(new FileWriter(other))) {
      writer.write("text");
    }
    try (RandomAccessFile file = new RandomAccessFile("/data/random", "rw")) {
      file.setLength(10);
      file.seek(4);
      file.writeInt(7);
      System.out.println("random " + file.length() + " " + file.getFilePointer());
    }
    try (FileInputStream in = new FileInputStream(other)) {
      System.out.println("read " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    Files.writeString(
        Path.of("log"), "line\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try (Stream<Path> all = Files.walk(Path.of("/data"))) {
      System.out.println("there are " + all.sorted().toList() + new File("/data").list().length);
    }
    try {
      Files.readString(Path.of("absent"));
    } catch (IOException e) {
      System.out.println("failed " + e);
    }
    FileOutputStream open = new FileOutputStream("/data/open");
    open.write(1);
    Thread.sleep(1_000_000);
    open.close();
  }

  private static void sync(Path folder) throws IOException {
    try (var channel = java.nio.channels.FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
