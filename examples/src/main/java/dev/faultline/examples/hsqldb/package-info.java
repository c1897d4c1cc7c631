/** HSQLDB as it is, on a disk that crashes. */
@NullMarked
package dev.faultline.examples.hsqldb;

import org.jspecify.annotations.NullMarked;
