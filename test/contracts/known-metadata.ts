import type { Metadata } from '../../shared/plate/metadata.ts';

/** By the file: what its signals must say of how they were read. */
export const knownMetadata: readonly (readonly [string, string, Metadata])[] = [
  [
    'tecan_icontrol_3labels_wells_as_rows.xlsx',
    'Red',
    {
      ...{ instrument: 'infinite 200Pro', serialNumber: '1306007908', software: 'Tecan i-control' },
      ...{ softwareVersion: '1.10.4.0', start: '2015-01-21T13:36:54', mode: 'Fluorescence Top Reading' },
      ...{
        excitation: '535 nm',
        emission: '620 nm',
        excitationBandwidth: '25 nm',
        emissionBandwidth: '20 nm',
      },
      ...{ gain: '117 Optimal (80%)', readDirection: 'top', setTemperature: '30 °C' },
    },
  ],
  [
    'tecan_icontrol_2labels_wells_as_columns.xlsx',
    'OD600:600',
    {
      wavelength: '595 nm',
      bandwidth: '10 nm',
      start: '2016-10-14T14:11:38',
      measuredTemperature: '37 to 37.6 °C',
    },
  ],
  [
    'tecan_spark_sparkcontrol_abs420.xlsx',
    'Label 1',
    { instrument: 'Spark', softwareVersion: '2.1', wavelength: '420 nm', start: '2023-04-18T13:22:05' },
  ],
  [
    'biotek_gen5_german_semicolon_comma.csv',
    'YFP_50:515,535',
    {
      ...{
        instrument: 'Synergy Mx',
        software: 'Gen5',
        start: '2016-09-13T14:25:34',
        setTemperature: '37 °C',
      },
      ...{ excitation: '515', excitationBandwidth: '9', emission: '535', emissionBandwidth: '9', gain: '50' },
      ...{ readDirection: 'top', readHeight: '8 mm' },
    },
  ],
  [
    'biotek_gen5_synergyH1_od_2fluor.xlsx',
    'mScarlet-I3:560,602',
    {
      start: '2025-12-14T21:03:25',
      serialNumber: '25100616',
      excitation: '560',
      emission: '602',
      gain: '100',
    },
  ],
  [
    'endp_bmg_smartcontrol.xlsx',
    'Raw Data (480-14/520-30)',
    {
      ...{
        software: 'SMART Control',
        mode: 'Fluorescence (FI)',
        excitation: '480',
        excitationBandwidth: '14',
      },
      ...{ emission: '520', emissionBandwidth: '30', gain: 'enhanced dynamic range', readHeight: '5.9' },
    },
  ],
  [
    'bmg_clariostar_mars_abs_rows.xlsx',
    'Raw Data (600)',
    { instrument: 'CLARIOstar', software: 'MARS', wavelength: '600', start: '2022-10-31T18:02:43' },
  ],
  [
    'moldev_softmax_plateformat_fl_kinetic.txt',
    'Fluorescence read 1 of 2',
    { excitation: '485', emission: '525', gain: 'Medium', measuredTemperature: '35 °C' },
  ],
  [
    'moldev_spectramax_id3_kinetic.xml',
    '265 nm/-',
    {
      instrument: 'iD3-2585',
      serialNumber: '2585',
      softwareVersion: '1.2.0.0',
      wavelength: '265',
      mode: 'Abs',
    },
  ],
  [
    'thermo_multiskan_sky_onboard_kinetic.xlsx',
    '340 nm',
    {
      serialNumber: '1530-00516C',
      softwareVersion: '1.44.16.0',
      start: '2023-10-25T10:06:32',
      setTemperature: '25 °C',
    },
  ],
  ['endp_skanit_luciferase.xlsx', 'Luminescence 1', { software: 'SkanIt', start: '2024-08-23T15:02:30' }],
  [
    'perkinelmer_victorx3_list.txt',
    'GFP (Counts)',
    {
      serialNumber: '20301826',
      excitation: 'F485',
      emission: 'F535',
      readDirection: 'top',
      start: '6/12/2022 12:36:26 PM',
    },
  ],
  [
    'endp_envision_fluorescence.csv',
    'Alexa-488(1)',
    {
      serialNumber: '1041584',
      softwareVersion: '1.13.3009.1409',
      excitation: '485',
      emission: '535',
      readHeight: '15.31 mm',
    },
  ],
  [
    'endp_kaleido_fluorescence.csv',
    'Fluorescence intensity 1',
    {
      barcode: 'V-2022-11-10 12:11:46',
      start: '2022-11-10T12:11:46',
      serialNumber: '2108181',
      excitation: '485',
      emission: '535',
    },
  ],
  [
    'biolector_pro_biolection3.xlsx',
    '[2] Riboflavine Gain=7',
    { gain: '7', serialNumber: 'B2-10-1004-0066', start: '2022-10-31T20:25:38', setTemperature: '37 °C' },
  ],
  ['agilent_logphase600_4plates.xlsx', '600', { wavelength: '600', setTemperature: '37 °C' }],
  ['byonoy_absorbance96_endpoint.csv', '540', { wavelength: '540', mode: 'Absorbance' }],
  [
    'asm_gen5_kinetic_growth.json',
    '600.0',
    {
      instrument: 'Generic Reader',
      software: 'Gen5',
      softwareVersion: '3.0.1',
      wavelength: '600 nm',
      start: '2023-09-15T12:30:01Z',
    },
  ],
];
