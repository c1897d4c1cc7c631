package dev.faultline.bench;

import java.util.List;

/** Something that can be measured by name. */
public interface Benchmark {
  /** The name on the command line. */
  String name();

  /** One line: what is measured, and the arguments. */
  String description();

  /** Measures, and prints what came out. */
  void run(List<String> args) throws Exception;
}
