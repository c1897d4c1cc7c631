package dev.faultline.examples.exactlyonce;

/** What the world looks at, whatever the way in which orders reach the bank. */
interface Bank {
  Books books();
}
