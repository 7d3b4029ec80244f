package io.github.emotion4j.physio.ecg;
import io.github.emotion4j.physio.*;
import io.github.emotion4j.physio.internal.*;
import java.util.*;
public final class Ecg { public static List<Beat> beats(double[] x,double fs){ List<Beat> l=new ArrayList<>(); QrsStream q=new QrsStream(fs,l::add); for(double v:x) q.next(v); q.finish(); return l; } }
