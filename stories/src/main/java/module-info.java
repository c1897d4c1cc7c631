/** Stories about failures that spread, to be replayed, and what keeps them from spreading. */
module dev.faultline.stories {
  requires dev.faultline.guard;
  requires static transitive org.jspecify;
  requires com.google.gson;

  exports dev.faultline.stories;
  exports dev.faultline.stories.tell;
}
