/** The command line. */
module dev.faultline.cli {
  requires com.google.gson;
  requires dev.faultline.agent;
  requires dev.faultline.chaos;
  requires dev.faultline.check;
  requires dev.faultline.disk;
  requires dev.faultline.explore;
  requires dev.faultline.group.raft;
  requires dev.faultline.guard;
  requires dev.faultline.mount;
  requires dev.faultline.report;
  requires dev.faultline.runtime;
  requires dev.faultline.stories;
  requires info.picocli;
  requires HdrHistogram;
  requires java.sql;
  requires static transitive org.jspecify;

  uses dev.faultline.explore.EngineProvider;

  opens dev.faultline.cli to
      info.picocli;
}
